using Microsoft.Extensions.Logging;

namespace CacheKit;

// The refusals of a store that can be reached. Each kind is one warning, and one that passes is also one message at its end; each refusal is
// counted. A reason that passes, such as a lack of memory, is one kind for all operations; one that does not is a kind for each operation.
internal sealed class StoreRefusals(string backend, TimeProvider time, TimeSpan calm)
{
    // Reasons are few. Should a backend make one of each message, all further ones count as one kind.
    private const int MaxKinds = 64;
    private const string Others = "others";

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Reason, string? Operation), RefusalKind> _kinds = [];
    private volatile int _passing;

    public void Add(ILogger logger, string operation, string reason, bool isTransient, Exception exception)
    {
        bool isNew;
        RefusalKind kind;
        lock (_gate)
        {
            kind = KindOf(reason, isTransient, operation);
            isNew = kind.Add(operation);
            if (isNew && isTransient)
                _passing++;
        }

        CacheMetrics.StoreRefusals.Add(1, new("backend", backend), new("operation", operation), new KeyValuePair<string, object?>("reason", kind.Reason));
        if (!isNew)
            return;

        if (isTransient)
            logger.StoreRefusesForNow(exception, backend, operation, reason, exception.Message);
        else
            logger.StoreRefuses(exception, backend, operation, reason, ConsequenceOf(operation), exception.Message);
    }

    // An operation was accepted.
    public void Accepted(ILogger logger, string operation)
    {
        if (_passing == 0)
            return;

        List<(string Reason, long Count)> ended = [];
        lock (_gate)
        {
            foreach (RefusalKind kind in _kinds.Values)
            {
                if (!kind.TryEnd(operation, out long count))
                    continue;

                _passing--;
                ended.Add((kind.Reason, count));
            }
        }

        // Outside of the lock, as a logger may use the cache.
        foreach ((string reason, long count) in ended)
            logger.StoreAcceptsAgain(backend, operation, count, reason);
    }

    private RefusalKind KindOf(string reason, bool isTransient, string operation)
    {
        (string, string?) name = (reason, isTransient ? null : operation);
        if (!_kinds.TryGetValue(name, out RefusalKind? kind))
        {
            if (_kinds.Count >= MaxKinds)
            {
                reason = Others;
                name = (reason, isTransient ? "" : null);
            }

            if (!_kinds.TryGetValue(name, out kind))
                _kinds[name] = kind = new RefusalKind(reason, isTransient, new QuietPeriod(time, calm));
        }

        return kind;
    }

    private static string ConsequenceOf(string operation) => operation switch
    {
        "get" => "Refused reads are misses, and the entries are overwritten where possible.",
        "remove" => "The entries stay in the store until they expire.",
        "clear" => "Nothing more is cleared, and the caller gets the exception.",
        _ => "Refused values are not stored; callers still receive them.",
    };
}
