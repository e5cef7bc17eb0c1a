using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>Two levels: copies in the memory of this process, in front of a store that many processes share.</summary>
/// <remarks>
/// What one process removes, clears or replaces, the others drop their copies of: at once where the store passes on messages
/// (<see cref="INotifyingBackend"/>), at the next look at a log of changes in the store otherwise (<see cref="IConditionalBackend"/>). While they
/// can't be heard, and on a store with neither power, a copy lives no longer than <see cref="TieredBackendOptions.Staleness"/>.
/// </remarks>
public sealed class TieredBackend : IConditionalBackend, ILoggingBackend, IAsyncDisposable, IDisposable
{
    private readonly L2Level _level;

    /// <summary>Puts a store in this process in front of another one. Listening to other processes begins at the first use.</summary>
    /// <param name="local">Holds the copies, and nothing else: it is emptied where a connection is lost. Whoever made it disposes of it.</param>
    /// <param name="remote">Holds the entries. Whoever made it disposes of it.</param>
    /// <param name="options">The settings; null: a bound of five seconds. They are read now.</param>
    /// <exception cref="ArgumentException">A setting is wrong, or the two levels are in the wrong order.</exception>
    public TieredBackend(IValueBackend local, ICacheBackend remote, TieredBackendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(local);
        ArgumentNullException.ThrowIfNull(remote);
        if (remote.FindCapability<IValueBackend>() is not null)
        {
            throw new ArgumentException(
                $"The second level is a store that processes share, such as Redis; {remote.GetType().Name} is in this process.", nameof(remote));
        }

        TieredBackendOptions own = (options ?? new TieredBackendOptions()).ValidCopy(nameof(options));
        Local = local;
        Remote = remote;
        Copies = new L1Level(local, own, readsLag: remote.FindCapability<INotifyingBackend>() is null);
        Listener = new TierListener(remote, Copies, own);
        DeliveryBound = 2 * own.Staleness;
        _level = new L2Level(remote, Copies, Listener);
    }

    /// <summary>The level in this process.</summary>
    public IValueBackend Local { get; }

    /// <summary>The store that the processes share.</summary>
    public ICacheBackend Remote { get; }

    // When a change of another process has been heard at the latest, or is known to be missing, even if it took that process long to announce it.
    internal TimeSpan DeliveryBound { get; }

    // The local level, as far as it may be believed.
    internal L1Level Copies { get; }

    internal TierListener Listener { get; }

    /// <inheritdoc/>
    public void UseLoggers(ILoggerFactory loggerFactory)
    {
        Listener.Log.Logger = loggerFactory.CreateLogger<TieredBackend>();
        Local.FindCapability<ILoggingBackend>()?.UseLoggers(loggerFactory);
        Remote.FindCapability<ILoggingBackend>()?.UseLoggers(loggerFactory);
    }

    /// <inheritdoc/>
    /// <remarks>The capabilities of the shared store, and the values of the level in this process.</remarks>
    public TCapability? FindCapability<TCapability>()
        where TCapability : class
    {
        if (typeof(TCapability) == typeof(IValueBackend))
            return (TCapability)(object)Copies;
        return typeof(TCapability) == typeof(IConditionalBackend) && Remote.FindCapability<IConditionalBackend>() is null
            ? null
            : this as TCapability ?? Remote.FindCapability<TCapability>();
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Copies.GetValue(key) is { } copy
            ? copy.ToPayload()
            : (await _level.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false))?.Payload;
    }

    /// <inheritdoc/>
    /// <remarks>Always reads the shared store: a copy may live shorter.</remarks>
    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        _level.GetWithTimeToLiveAsync(key, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="Exception">The remote level failed, or the other processes could not be told; they are told later.</exception>
    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        _level.SetAsync(key, payload.ToArray(), timeToLive, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="Exception">The remote level failed, or the other processes could not be told; they are told later.</exception>
    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => _level.RemoveAsync(key, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="Exception">The remote level failed, or the other processes could not be told; they are told later.</exception>
    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return _level.ClearAsync(prefix, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="Exception">The remote level failed, or the other processes could not be told; they are told later.</exception>
    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        _level.AddAsync(key, payload.ToArray(), timeToLive, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="Exception">The remote level failed, or the other processes could not be told; they are told later.</exception>
    public ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        _level.ReplaceAsync(key, expected, payload.ToArray(), timeToLive, cancellationToken);

    /// <summary>Ends the listening: from then on every call fails, and no copy is handed out. The levels stay as they are.</summary>
    public void Dispose() => Listener.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => Listener.DisposeAsync();
}
