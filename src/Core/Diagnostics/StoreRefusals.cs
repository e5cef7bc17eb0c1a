using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// The refusals of a reachable store. Each refusal is counted. Each reason is logged once, and the end of a transient reason is logged too.
// A transient reason, such as a lack of memory, applies to all operations, any other reason to one operation.
internal sealed class StoreRefusals(string backend, TimeProvider time, TimeSpan minRecoveryDelay, string cacheName)
{
    // Limits memory and metrics if a backend uses whole messages as reasons.
    private const int MaxReasons = 64;
    private const string OtherReasons = "others";

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Reason, string? Operation), RefusalReason> _reasons = [];
    private volatile int _openTransientReasons;

    public void Add(ILogger logger, string operation, string reason, bool isTransient, Exception exception)
    {
        bool isNew;
        RefusalReason counted;
        lock (_gate)
        {
            counted = Find(reason, isTransient, operation);
            isNew = counted.Add(operation);
            if (isNew && isTransient)
                _openTransientReasons++;
        }

        if (CacheMetrics.StoreRefusals.Enabled)
        {
            CacheMetrics.StoreRefusals.Add(1, new TagList
            {
                { MetricTags.Cache, cacheName },
                { MetricTags.Backend, backend },
                { MetricTags.Operation, operation },
                { MetricTags.Reason, counted.Text },
            });
        }

        if (!isNew)
            return;

        if (isTransient)
            logger.StoreRefusesForNow(exception, backend, operation, reason, exception.Message);
        else
            logger.StoreRefuses(exception, backend, operation, reason, ConsequenceOf(operation), exception.Message);
    }

    public void Accepted(ILogger logger, string operation)
    {
        if (_openTransientReasons == 0)
            return;

        List<(string Reason, long Count)> ended = [];
        lock (_gate)
        {
            foreach (RefusalReason reason in _reasons.Values)
            {
                if (!reason.TryEnd(operation, out long count))
                    continue;

                _openTransientReasons--;
                ended.Add((reason.Text, count));
            }
        }

        // Logged without the lock, because a logger may use the cache.
        foreach ((string reason, long count) in ended)
            logger.StoreAcceptsAgain(backend, operation, count, reason);
    }

    private RefusalReason Find(string text, bool isTransient, string operation)
    {
        (string, string?) key = (text, isTransient ? null : operation);
        if (!_reasons.TryGetValue(key, out RefusalReason? reason))
        {
            if (_reasons.Count >= MaxReasons)
            {
                text = OtherReasons;
                key = (text, isTransient ? "" : null);
            }

            if (!_reasons.TryGetValue(key, out reason))
                _reasons[key] = reason = new RefusalReason(text, isTransient, new RecoveryDelay(time, minRecoveryDelay));
        }

        return reason;
    }

    private static string ConsequenceOf(string operation) => operation switch
    {
        "get" => "Refused reads are misses, and the entries are overwritten where possible.",
        "remove" => "The entries stay in the store until they expire.",
        "clear" => "The clear stops, and its caller receives the exception.",
        _ => "Refused values are not stored; callers still receive them.",
    };
}
