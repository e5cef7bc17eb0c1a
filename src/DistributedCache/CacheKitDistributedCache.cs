using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;

namespace CacheKit;

// A cache as IDistributedCache. Unlike other calls of a cache, its reads and writes fail if the store fails: a session that took a failed
// read for an empty entry would overwrite the entry, and one whose write failed has to report it.
internal sealed class CacheKitDistributedCache : IBufferDistributedCache
{
    private readonly Cache _cache;
    private readonly CacheEntryOptions _entry;
    private readonly EntryExpiration _expiration;
    private readonly EntrySettings _reading;

    public CacheKitDistributedCache(Cache cache, CacheKitDistributedCacheOptions options)
    {
        _cache = cache;
        _entry = new CacheEntryOptions { Namespace = options.Namespace == cache.Namespace ? null : options.Namespace };
        _expiration = new EntryExpiration(cache.Coder, cache.FiguresOf(_entry), cache.TimeProvider);
        _reading = _expiration.SettingsOfReads;

        EntryStore store = cache.Engine.Store;
        if (store is not LocalEntryStore && !store.Calls.CanWriteConditionally)
            cache.Logger.NoSlidingExpiration(store.Calls.Health.Backend);
    }

    public byte[]? Get(string key)
    {
        using (SynchronousCaller.Enter())
            return SynchronousCaller.ResultOf(ReadAsync(key, CancellationToken.None));
    }

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) => await ReadAsync(key, token).ConfigureAwait(false);

    public bool TryGet(string key, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using (SynchronousCaller.Enter())
            return SynchronousCaller.ResultOf(CopyAsync(key, destination, CancellationToken.None));
    }

    public ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return CopyAsync(key, destination, token);
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        using (SynchronousCaller.Enter())
            SynchronousCaller.ResultOf(WriteAsync(key, value, options, CancellationToken.None));
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await WriteAsync(key, value, options, token).ConfigureAwait(false);

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => Set(key, value.ToArray(), options);

    public async ValueTask SetAsync(
        string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await WriteAsync(key, value.ToArray(), options, token).ConfigureAwait(false);

    public void Refresh(string key) => Get(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => GetAsync(key, token);

    public void Remove(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        using (SynchronousCaller.Enter())
            SynchronousCaller.ResultOf(_cache.Engine.RemoveAsync(FullKeyOf(key), CancellationToken.None));
    }

    // If the store is down, this process does not find the entry any more, and removes it from the store later.
    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        await _cache.Engine.RemoveAsync(FullKeyOf(key), token).ConfigureAwait(false);
    }

    // Starts the sliding expiration of the entry again.
    private async ValueTask<byte[]?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_cache.Enabled)
            return null;

        EntryRead<byte[]> read = await _cache.Engine.Store
            .ReadAsync<byte[]>(FullKeyOf(key), _reading, cancellationToken).ConfigureAwait(false);
        if (read.Failure != CallFailure.None)
            throw Failed("read");
        return read.IsHit ? read.Value : null;
    }

    private async ValueTask<bool> CopyAsync(string key, IBufferWriter<byte> destination, CancellationToken cancellationToken)
    {
        if (await ReadAsync(key, cancellationToken).ConfigureAwait(false) is not { } value)
            return false;

        destination.WriteAtOnce(value);
        return true;
    }

    private async ValueTask<bool> WriteAsync(
        string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        EntrySettings settings = _expiration.SettingsOf(options);
        if (!_cache.Enabled)
            await _cache.SetByFullKeyAsync(FullKeyOf(key), value, settings, cancellationToken).ConfigureAwait(false);
        else if (!await _cache.Engine.TrySetAsync(FullKeyOf(key), value, settings, cancellationToken).ConfigureAwait(false))
            throw Failed("stored");
        return true;
    }

    private string FullKeyOf(string key) => _cache.FullKey(key, _entry);

    private static IOException Failed(string what) =>
        new($"The entry could not be {what}, because the store failed or refused it. The log of CacheKit has the reason.");
}
