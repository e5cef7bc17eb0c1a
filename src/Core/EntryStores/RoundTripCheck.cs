using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

// Encodes values and rejects those that would not survive a round trip: decodes the payload, encodes the result again, and compares both
// payloads and both values. Logs one warning per type.
internal sealed class RoundTripCheck
{
    private readonly ConcurrentDictionary<(Type Declared, Type Actual, Type Coder), RoundTripRecord> _records = new();
    private readonly ConcurrentDictionary<Type, bool> _refused = new();
    private readonly ConcurrentDictionary<Type, bool> _ofOtherShape = new();
    private readonly ConcurrentDictionary<Type, bool> _ofOtherCoder = new();
    private readonly ConcurrentDictionary<(Type Type, string Setting, int Limit), bool> _ofLongPayloads = new();
    private readonly ConcurrentDictionary<(IPayloadTransform Transform, Type Failure), bool> _refusing = new();

    public ILogger Logger { get; set; } = NullLogger.Instance;

    // False checks the first values of each type, then fewer and fewer.
    public bool ChecksAll { get; set; }

    // Whether payloads leave the process: the limits of coders apply then.
    public bool IsLimiting { get; set; }

    // The limit in bytes for coders without one of their own; null: no limit.
    public int? MaxPayload { get; set; }

    // Null if the value must not be stored.
    public byte[]? Encode<T>(T value, ICoder coder, string key, out bool isTooLong)
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        return TryEncode(value, coder, key, buffer, out isTooLong) ? buffer.Written.ToArray() : null;
    }

    // False if the value must not be stored. Its payload is checked before it is transformed.
    public bool TryEncode<T>(T value, ICoder composed, string key, PayloadBuffer output, out bool isTooLong)
    {
        isTooLong = false;
        ICoder coder = composed.OfEntry<T>(key);
        Type coderType = ((coder as KeyedCoder)?.Coder ?? coder).GetType();
        Type actual = typeof(T).IsValueType || value is null ? typeof(T) : value.GetType();
        RoundTripRecord record = _records.GetOrAdd((typeof(T), actual, coderType), static _ => new RoundTripRecord());
        if (!record.ShouldTry())
            return false;

        try
        {
            if (!TryEncode(value, coder, record, output, out isTooLong))
                return false;

            record.Succeeded();
            isTooLong = IsLimiting && IsTooLong<T>(output.Written.Length, composed.MaxPayloadOf<T>());
            return !isTooLong;
        }
        catch (PayloadTooLongException exception)
        {
            record.Succeeded();
            isTooLong = true;
            ReportTooLong<T>(exception.Length, exception.Setting, exception.Limit);
            return false;
        }
        catch (Exception exception)
        {
            record.Failed();
            ReportUnencodable<T>(exception);
            return false;
        }
    }

    private bool TryEncode<T>(T value, ICoder coder, RoundTripRecord record, PayloadBuffer output, out bool isTooLong)
    {
        var keyed = coder as KeyedCoder;
        coder = keyed?.Coder ?? coder;
        using PayloadBuffer? untransformed = keyed is null ? null : PayloadBuffer.Rent();
        coder.Encode(value, untransformed ?? output);
        ReadOnlySpan<byte> payload = (untransformed ?? output).Written.Span;
        isTooLong = coder is ISizeLimit limit && !limit.Allows<T>(payload.Length);
        if (isTooLong)
            return false;

        if (IsCheckDue(value, record, payload, coder) && Compare(value, payload, coder) is { } difference)
        {
            record.Failed();
            if (_refused.TryAdd(typeof(T), true))
                Logger.NotSurviving(typeof(T), coder.GetType(), difference.Path, difference.Description);
            return false;
        }

        keyed?.Transform(payload, output);
        return true;
    }

    // Reports a value that cannot be encoded, or whose payload cannot be decoded.
    public void ReportUnencodable<T>(Exception exception)
    {
        if (_refused.TryAdd(typeof(T), true))
            Logger.NotCoded(typeof(T), FirstLineOf(exception));
        Logger.CoderFailed(exception, typeof(T));
    }

    // If values of the type are rejected, an unreadable payload stays in the store and is read again on each call, so it is logged at
    // Debug.
    public void ReportUnreadable<T>(Exception exception)
    {
        if (_refused.ContainsKey(typeof(T)))
            Logger.CoderFailed(exception, typeof(T));
        else
            Logger.NotDecoded(exception, typeof(T));
    }

    public void ReportOtherShape<T>()
    {
        if (_ofOtherShape.TryAdd(typeof(T), true))
            Logger.OtherShape(typeof(T));
    }

    public void ReportOtherCoder<T>()
    {
        if (_ofOtherCoder.TryAdd(typeof(T), true))
            Logger.OtherCoder(typeof(T));
    }

    // Reports a payload that a transform has refused. One of each kind is logged, because encryption refuses forged payloads, and those of a key that it
    // does not have, with different exceptions: the one must not hide the other.
    public void ReportRefused<T>(TransformException exception)
    {
        CacheMetrics.RefusedPayloads.Add(1, new KeyValuePair<string, object?>(MetricTags.Transform, exception.Transform.GetType().Name));
        if (_refusing.TryAdd((exception.Transform, exception.InnerException!.GetType()), true))
            Logger.PayloadRefused(exception.InnerException, exception.Transform.GetType(), typeof(T));
        else
            Logger.CoderFailed(exception, typeof(T));
    }

    private bool IsTooLong<T>(int length, int? ofCoder)
    {
        if (length <= (ofCoder ?? MaxPayload ?? int.MaxValue))
            return false;

        int limit = ofCoder ?? MaxPayload!.Value;
        string setting = ofCoder is null ? $"{nameof(StoreOptions)}.{nameof(StoreOptions.MaxPayload)}" : nameof(CoderExtensions.WithMaxPayload);
        ReportTooLong<T>(length, setting, limit);
        return true;
    }

    private void ReportTooLong<T>(int length, string setting, int limit)
    {
        if (_ofLongPayloads.TryAdd((typeof(T), setting, limit), true))
            Logger.PayloadTooLong(typeof(T), length, setting, limit);
    }

    private bool IsCheckDue<T>(T value, RoundTripRecord record, ReadOnlySpan<byte> payload, ICoder coder)
    {
        // A local time that its clocks skip is decoded as another one.
        if (value is DateTime { Kind: DateTimeKind.Local } time && TimeZoneInfo.Local.IsInvalidTime(time))
            return true;
        if (typeof(T) == typeof(byte[]) || (coder is ILosslessCoder lossless && lossless.IsLossless<T>()))
            return false;

        // Invalid UTF-16 is encoded as this character, in any value of the type.
        return record.IsCheckDue() || ChecksAll || payload.IndexOf("\uFFFD"u8) >= 0 || payload.IndexOf(@"\uFFFD"u8) >= 0;
    }

    // Payloads are compared because values cannot be inspected in ahead-of-time compiled code, which has no reflection. Payloads may differ
    // by the order of unordered collections. A coder that never writes the same bytes twice, such as an encrypting one, makes the
    // comparison of payloads meaningless.
    private static Difference? Compare<T>(T value, ReadOnlySpan<byte> payload, ICoder coder)
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
            ? new Difference(DisplayName.Of(typeof(T)), "is encoded differently after it was decoded")
            : null;
    }

    private static string FirstLineOf(Exception exception)
    {
        ReadOnlySpan<char> message = exception.Message;
        int end = message.IndexOfAny('\r', '\n');
        return (end < 0 ? message : message[..end]).ToString();
    }
}
