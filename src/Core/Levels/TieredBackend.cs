using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>A backend of two levels: L1 copies in the memory of this process, and L2, a store that processes share.</summary>
/// <remarks>
/// When a process removes, clears or replaces an entry, the other processes drop their copies: immediately if the store publishes messages
/// (<see cref="INotifyingBackend"/>), otherwise at the next read of a change log in the store (<see cref="IConditionalBackend"/>). While
/// changes cannot be received, or on a store without either capability, a copy lives for at most
/// <see cref="TieredBackendOptions.Staleness"/>.
/// </remarks>
public sealed class TieredBackend : IBatchBackend, IConditionalBackend, ILoggingBackend, IAsyncDisposable, IDisposable
{
    private readonly L2Level _l2;
    private readonly L2Batch _batch;

    /// <summary>Combines an in-process store and a shared store. Changes of other processes are received from the first use on.</summary>
    /// <param name="local">L1, for copies only: it is cleared when the invalidation channel is lost. The caller disposes it.</param>
    /// <param name="remote">L2, which stores the entries. The caller disposes it.</param>
    /// <param name="options">The settings, read by this constructor; null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is invalid, or the two levels are in the wrong order.</exception>
    public TieredBackend(IValueBackend local, ICacheBackend remote, TieredBackendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(remote);
        if (remote.FindCapability<TieredBackend>() is not null)
        {
            throw new ArgumentException(
                "The shared store has an L1 already. Add it once: by WithMemory(), or by the section Memory of the configuration.", nameof(remote));
        }

        if (remote.FindCapability<IValueBackend>() is not null)
        {
            throw new ArgumentException(
                $"L2 must be a store that processes share, such as Redis, but {remote.GetType().Name} is in this process. " +
                "Pass it as the first argument, and the shared store as the second.", nameof(remote));
        }

        TieredBackendOptions own = (options ?? new TieredBackendOptions()).ValidCopy(nameof(options));
        Local = local;
        Remote = remote;
        L1 = new L1Level(local, own, readsLag: remote.FindCapability<INotifyingBackend>() is null);
        Invalidations = new InvalidationChannel(remote, L1, own);
        DeliveryBound = 2 * own.Staleness;
        _l2 = new L2Level(remote, L1, Invalidations);
        _batch = new L2Batch(remote, L1, Invalidations);
    }

    /// <summary>L1, the level in this process.</summary>
    public IValueBackend Local { get; }

    /// <summary>L2, the store that processes share.</summary>
    public ICacheBackend Remote { get; }

    // The time after which a change of another process has been received or is known to be missed, even if its announcement was slow.
    internal TimeSpan DeliveryBound { get; }

    // L1, including the validity of its copies.
    internal L1Level L1 { get; }

    internal InvalidationChannel Invalidations { get; }

    /// <inheritdoc/>
    public void UseLoggers(ILoggerFactory loggerFactory)
    {
        Invalidations.Log.Logger = loggerFactory.CreateLogger<TieredBackend>();
        Local.FindCapability<ILoggingBackend>()?.UseLoggers(loggerFactory);
        Remote.FindCapability<ILoggingBackend>()?.UseLoggers(loggerFactory);
    }

    /// <inheritdoc/>
    /// <remarks>Returns the capabilities of L2, and for <see cref="IValueBackend"/> L1.</remarks>
    public TCapability? FindCapability<TCapability>()
        where TCapability : class
    {
        if (typeof(TCapability) == typeof(IValueBackend))
            return (TCapability)(object)L1;

        // L1 keeps what is read from L2.
        if (typeof(TCapability) == typeof(IRentingBackend))
            return null;

        bool isOfL2 = typeof(TCapability) == typeof(IConditionalBackend) || typeof(TCapability) == typeof(IBatchBackend);
        return isOfL2 && Remote.FindCapability<TCapability>() is null
            ? null
            : this as TCapability ?? Remote.FindCapability<TCapability>();
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return L1.GetValue(key) is { } copy
            ? copy.ToPayload()
            : (await _l2.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false))?.Payload;
    }

    /// <inheritdoc/>
    /// <remarks>Always reads L2, because an L1 copy may have a shorter time to live.</remarks>
    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        _l2.GetWithTimeToLiveAsync(key, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="Exception">
    /// L2 failed, or the change could not be announced to other processes; it is then announced later.
    /// </exception>
    public ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        _l2.SetAsync(key, payload.ToArray(), timeToLive, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="Exception">
    /// L2 failed, or the change could not be announced to other processes; it is then announced later.
    /// </exception>
    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        _l2.RemoveAsync(key, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="Exception">
    /// L2 failed, or the change could not be announced to other processes; it is then announced later.
    /// </exception>
    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return _l2.ClearAsync(prefix, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="Exception">
    /// L2 failed, or the change could not be announced to other processes; it is then announced later.
    /// </exception>
    public ValueTask<bool> AddAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        _l2.AddAsync(key, payload.ToArray(), timeToLive, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="Exception">
    /// L2 failed, or the change could not be announced to other processes; it is then announced later.
    /// </exception>
    public ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive,
        CancellationToken cancellationToken = default) =>
        _l2.ReplaceAsync(key, expected, payload.ToArray(), timeToLive, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Reads L2 for the keys of which L1 has no copy.</remarks>
    public async ValueTask<BatchReply<ReadOnlyMemory<byte>?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        cancellationToken.ThrowIfCancellationRequested();
        var payloads = new ReadOnlyMemory<byte>?[keys.Count];
        var missing = new List<int>();
        for (int i = 0; i < payloads.Length; i++)
        {
            payloads[i] = L1.GetValue(keys[i])?.ToPayload();
            if (payloads[i] is null)
                missing.Add(i);
        }

        return missing.Count == 0 ? new(payloads) : await FillAsync(keys, missing, payloads, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Always reads L2, because an L1 copy may have a shorter time to live.</remarks>
    public ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        _batch.GetManyWithTimeToLiveAsync(keys, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="Exception">L2 failed, or the changes could not be announced to other processes; they are then announced later.</exception>
    public ValueTask<BatchReply<bool>> SetManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        _batch.SetManyAsync(Copied(entries), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="Exception">L2 failed.</exception>
    public ValueTask<BatchReply<bool>> AddManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        _batch.AddManyAsync(Copied(entries), cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="Exception">L2 failed, or the changes could not be announced to other processes; they are then announced later.</exception>
    public ValueTask<BatchReply<bool?>> RemoveManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        _batch.RemoveManyAsync(keys, cancellationToken);

    /// <summary>Stops the invalidation channel: later calls fail, and no copy is returned. The two levels are not disposed.</summary>
    public void Dispose() => Invalidations.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => Invalidations.DisposeAsync();

    // The keys that have a copy do not fail with the others.
    private async ValueTask<BatchReply<ReadOnlyMemory<byte>?>> FillAsync(
        IReadOnlyList<string> keys, List<int> missing, ReadOnlyMemory<byte>?[] payloads, CancellationToken cancellationToken)
    {
        var failures = new Exception?[payloads.Length];
        try
        {
            BatchReply<CacheEntry?> read = await _batch.GetManyWithTimeToLiveAsync([.. missing.Select(i => keys[i])], cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < missing.Count; i++)
            {
                failures[missing[i]] = read.FailureAt(i);
                payloads[missing[i]] = failures[missing[i]] is null ? read[i]?.Payload : null;
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException && missing.Count < payloads.Length)
        {
            foreach (int i in missing)
                failures[i] = exception;
        }

        return new(payloads, failures);
    }

    // L1 keeps the payloads.
    private static BatchEntry[] Copied(IReadOnlyList<BatchEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return [.. entries.Select(entry => entry with { Payload = entry.Payload.ToArray() })];
    }
}
