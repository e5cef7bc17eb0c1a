using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

// Encodes values, and keeps out those that would not come back as they are: checked by decoding what was encoded, encoding that again,
// and comparing both payloads and both values. One warning a type says so.
internal sealed class RoundTripCheck
{
    private readonly ConcurrentDictionary<(Type Declared, Type Actual, Type Coder), RoundTripRecord> _records = new();
    private readonly ConcurrentDictionary<Type, bool> _refused = new();
    private readonly ConcurrentDictionary<Type, bool> _ofOtherShape = new();

    public ILogger Logger { get; set; } = NullLogger.Instance;

    // Otherwise the first of each type, and ever fewer.
    public bool ChecksAll { get; set; }

    // Null for a value that must not be stored.
    public byte[]? Encode<T>(T value, ICoder coder)
    {
        Type actual = typeof(T).IsValueType || value is null ? typeof(T) : value.GetType();
        RoundTripRecord record = _records.GetOrAdd((typeof(T), actual, coder.GetType()), static _ => new RoundTripRecord());
        if (!record.IsTried())
            return null;

        try
        {
            byte[] payload = Payload.Of(value, coder);
            if (IsCheckDue<T>(record, payload, coder) && Compare(value, payload, coder) is { } difference)
            {
                record.Failed();
                if (_refused.TryAdd(typeof(T), true))
                    Logger.NotSurviving(typeof(T), coder.GetType(), difference.Path, difference.How);
                return null;
            }

            record.Succeeded();
            return payload;
        }
        catch (Exception exception)
        {
            record.Failed();
            Refuse<T>(exception);
            return null;
        }
    }

    // A value that can't be encoded, or whose payload can't be decoded.
    public void Refuse<T>(Exception exception)
    {
        if (_refused.TryAdd(typeof(T), true))
            Logger.NotCoded(typeof(T), FirstLineOf(exception));
        Logger.CoderFailed(exception, typeof(T));
    }

    // Where values of the type are refused, a payload that can't be read stays, and is met at each call.
    public void NoteUnreadable<T>(Exception exception)
    {
        if (_refused.ContainsKey(typeof(T)))
            Logger.CoderFailed(exception, typeof(T));
        else
            Logger.NotDecoded(exception, typeof(T));
    }

    public void NoteOtherShape<T>()
    {
        if (_ofOtherShape.TryAdd(typeof(T), true))
            Logger.OtherShape(typeof(T));
    }

    private bool IsCheckDue<T>(RoundTripRecord record, ReadOnlySpan<byte> payload, ICoder coder)
    {
        if (typeof(T) == typeof(byte[]) || (coder is IExactCoder exact && exact.IsExact<T>()))
            return false;

        // Text that is no UTF-16 becomes this character, in whichever value of its type it stands.
        return record.IsCheckDue() || ChecksAll || payload.IndexOf("\uFFFD"u8) >= 0 || payload.IndexOf(@"\uFFFD"u8) >= 0;
    }

    // The payloads say it where the values can't be looked into, as ahead of time code has no reflection to do so. Elsewhere they may differ
    // only by the order of what has none. A coder that never writes the same twice, as one that encrypts, says nothing by them.
    private static Difference? Compare<T>(T value, byte[] payload, ICoder coder)
    {
        T? decoded = coder.Decode<T>(payload);
        byte[] again = Payload.Of(decoded, coder);
        var comparison = new ValueComparison();
        Difference? difference = RuntimeFeature.IsDynamicCodeSupported
            ? comparison.Compare(value, decoded!)
            : ValueComparison.CompareTypes(value, decoded!);
        if (difference is not null || comparison.HasUnordered || again.AsSpan().SequenceEqual(payload))
            return difference;
        return Payload.Of(value, coder).AsSpan().SequenceEqual(payload)
            ? new Difference(TypeTitle.Of(typeof(T)), "is encoded otherwise after it was decoded")
            : null;
    }

    private static string FirstLineOf(Exception exception)
    {
        ReadOnlySpan<char> message = exception.Message;
        int end = message.IndexOfAny('\r', '\n');
        return (end < 0 ? message : message[..end]).ToString();
    }
}
