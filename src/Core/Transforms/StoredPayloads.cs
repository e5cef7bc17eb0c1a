using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

// Transforms the payloads of a backend. The records of tags, leases and the change log of two levels are stored as they are: processes with other
// transforms, or none, need them too, and they are compared with what is stored. They hold no values, so a payload under one of their keys is
// transformed all the same unless it has their form.
//
// What is read belongs to the caller, so records are copied unless those that are read from the store are owned.
internal sealed class StoredPayloads(TransformedCoder transforms, bool isOwned)
{
    private readonly ConcurrentDictionary<string, bool> _excluded = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(IPayloadTransform Transform, Type Failure), bool> _refusing = new();
    private int _hasOthers;

    private ILogger _logger = NullLogger.Instance;

    public TransformedCoder Transforms => transforms;

    // Begins again to log the first payload of each kind that can't be restored.
    public void UseLogger(ILogger logger)
    {
        _logger = logger;
        _refusing.Clear();
        Volatile.Write(ref _hasOthers, 0);
    }

    public void Exclude(string key) => _excluded.TryAdd(key, true);

    // Whether a key may hold something else than entries, so that no content of it counts as absent.
    public bool IsOfRecords(string key) => KeySpace.IsOfTag(key) || KeySpace.IsOfLease(key) || IsExcluded(key);

    public bool IsRecord(string key, ReadOnlySpan<byte> payload) =>
        (LeaseToken.IsToken(payload) && KeySpace.IsOfLease(key))
        || (KeySpace.IsOfTag(key) && TagRecord.IsRecord(payload))
        || IsExcluded(key);

    // The stored form of a payload. It is in rented memory, if there is any.
    /// <exception cref="StoreRefusedException">A transform failed.</exception>
    public ReadOnlyMemory<byte> Encode(string key, ReadOnlyMemory<byte> payload, out PayloadBuffer? rented)
    {
        rented = null;
        if (IsRecord(key, payload.Span))
            return payload;

        rented = PayloadBuffer.Rent();
        try
        {
            transforms.Transform(payload.Span, new PayloadContext(key), rented);
            return rented.Written;
        }
        catch (Exception exception)
        {
            rented.Dispose();
            string reason = exception is PayloadTooLongException ? "too large" : "transform";
            throw new StoreRefusedException(reason, isTransient: false, $"A transform failed: {exception.Message}", exception);
        }
    }

    // The payload of an entry that was read; null if it can't be restored, which is reported.
    public ReadOnlyMemory<byte>? Decode(string key, ReadOnlyMemory<byte> stored)
    {
        if (TryDecode(key, stored, out ReadOnlyMemory<byte> payload, out Exception? failure))
            return isOwned || !payload.Equals(stored) ? payload : payload.ToArray();

        Report(failure);
        return null;
    }

    // As Decode, but from rented memory to rented memory. The memory of the stored payload is given back, unless it is the result.
    public IMemoryOwner<byte>? DecodeRented(string key, IMemoryOwner<byte> stored)
    {
        if (IsRecord(key, stored.Memory.Span))
            return stored;

        RestoredPayload? payload = null;
        PayloadBuffer restored = PayloadBuffer.Rent();
        try
        {
            transforms.Restore(stored.Memory.Span, new PayloadContext(key), restored);
            payload = new RestoredPayload(restored);
        }
        catch (Exception exception) when (exception is TransformException or CoderMismatchException)
        {
            restored.Dispose();
            if (IsOfRecords(key))
                return stored;

            Report(exception);
        }

        stored.Dispose();
        return payload;
    }

    public bool TryDecode(string key, ReadOnlyMemory<byte> stored, out ReadOnlyMemory<byte> payload, [NotNullWhen(false)] out Exception? failure)
    {
        failure = null;
        payload = stored;
        if (IsRecord(key, stored.Span))
            return true;

        try
        {
            payload = transforms.Decode<byte[]>(stored.Span, new PayloadContext(key));
            return true;
        }
        catch (Exception exception) when (exception is TransformException or CoderMismatchException)
        {
            failure = exception;
            return IsOfRecords(key);
        }
    }

    private bool IsExcluded(string key) => !_excluded.IsEmpty && _excluded.ContainsKey(key);

    private void Report(Exception failure)
    {
        if (failure is TransformException refusal)
            ReportRefused(refusal);
        else if (Interlocked.Exchange(ref _hasOthers, 1) == 0)
            _logger.OtherTransforms();
    }

    private void ReportRefused(TransformException refusal)
    {
        Type transform = refusal.Transform.GetType();
        CacheMetrics.RefusedPayloads.Add(1, new KeyValuePair<string, object?>(MetricTags.Transform, transform.Name));
        if (_refusing.TryAdd((refusal.Transform, refusal.InnerException!.GetType()), true))
            _logger.StoredPayloadRefused(refusal.InnerException, transform);
    }
}
