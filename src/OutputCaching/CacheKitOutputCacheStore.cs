using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.OutputCaching;

namespace CacheKit;

// A cache as the store of output caching. The expirations are those of the policies: the stale serving, jitter and default expiration of the
// cache do not apply.
internal sealed class CacheKitOutputCacheStore : IOutputCacheBufferStore
{
    private readonly Cache _cache;
    private readonly CacheEntryOptions _entry;
    private readonly EntrySettings _settings;
    private readonly RecentTags? _recentTags;

    public CacheKitOutputCacheStore(Cache cache, CacheKitOutputCacheOptions options)
    {
        _cache = cache;
        _entry = new CacheEntryOptions { Namespace = options.Namespace };
        _settings = new EntrySettings(OutputCacheContentCoder.For(cache.Coder), Expiration: null, ByReference: false, EntryPolicy.Default)
        {
            Figures = cache.FiguresOf(_entry),
        };
        _recentTags = cache.Engine.Store is LocalEntryStore ? null : new RecentTags(_settings);
    }

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        (await ReadAsync(key, cancellationToken).ConfigureAwait(false))?.ToArray();

    public async ValueTask<bool> TryGetAsync(string key, PipeWriter destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (await ReadAsync(key, cancellationToken).ConfigureAwait(false) is not { } content)
            return false;

        foreach (ReadOnlyMemory<byte> segment in content.Bytes)
            destination.Write(segment.Span);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    public ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(value);
        return WriteAsync(key, new ReadOnlySequence<byte>(value), tags ?? [], validFor, cancellationToken);
    }

    public ValueTask SetAsync(
        string key, ReadOnlySequence<byte> value, ReadOnlyMemory<string> tags, TimeSpan validFor, CancellationToken cancellationToken) =>
        WriteAsync(key, value, tags.ToArray(), validFor, cancellationToken);

    // If the store is down, this process does not find the responses any more, and evicts them from the store later.
    public async ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tag);
        cancellationToken.ThrowIfCancellationRequested();
        await _cache.Engine.EvictAsync(_cache.Engine.Keys.OfTag(tag), EvictionMode.Immediate, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<OutputCacheContent?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_cache.Enabled)
        {
            _settings.Figures.AddBypass(BypassReason.Disabled);
            return null;
        }

        string fullKey = FullKeyOf(key);
        EntrySettings settings = _recentTags?.SettingsOf(fullKey) ?? _settings;
        EntryRead<OutputCacheContent> read = await _cache.Engine.Store
            .ReadAsync<OutputCacheContent>(fullKey, settings, cancellationToken).ConfigureAwait(false);
        settings.Figures.Add(read.IsHit ? read.Result : RequestResult.Miss);
        if (!read.IsHit)
            return null;

        if (settings.Tags is null && read is { IsLocal: false, Metadata: { } metadata })
            _recentTags?.Remember(fullKey, Array.ConvertAll(metadata.Marks, mark => mark.Key));
        return read.Value;
    }

    private ValueTask WriteAsync(
        string key, ReadOnlySequence<byte> value, string[] tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        EntrySettings settings = _settings with
        {
            Expiration = validFor == TimeSpan.MaxValue ? null : validFor,
            Tags = tags.Length == 0 ? null : _cache.KeysOfTags(tags),
        };

        string fullKey = FullKeyOf(key);
        _recentTags?.Remember(fullKey, settings.Tags ?? []);

        // A store in memory keeps the value, but the caller reuses its buffer. Other stores, also with L1, keep what is encoded.
        bool isKept = _cache.Engine.Store is LocalEntryStore;
        var content = new OutputCacheContent(isKept ? new ReadOnlySequence<byte>(value.ToArray()) : value);
        return _cache.SetByFullKeyAsync(fullKey, content, settings, cancellationToken);
    }

    private string FullKeyOf(string key) => _cache.FullKey(key, _entry);
}
