using System.Runtime.CompilerServices;
using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit;

// A cache as Microsoft's abstract class. A hit in memory creates no key, settings or closure.
internal sealed class CacheKitHybridCache : HybridCache
{
    private const HybridCacheEntryFlags LevelFlags =
        HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCache;

    private readonly Cache _cache;
    private readonly CacheEntryOptions _entry;
    private readonly DerivedSettings<CallSettings> _settings;
    private readonly KeyRules _keys;
    private readonly RequestFigures _figures;
    private readonly HybridCacheEntryFlags _defaultFlags;
    private readonly bool _hasMemory;

    public CacheKitHybridCache(Cache cache, IServiceProvider services, CacheKitHybridCacheOptions options)
    {
        PolicySnapshot initial = cache.Policies.Initial;
        EffectivePolicy policy = initial.PolicyOf(options.Policy);
        ICoder coder = HybridCacheCoder.For(services, policy.Coder, options.MaximumPayloadBytes, cache.Logger);
        string entryNamespace = options.Namespace ?? policy.Namespace;

        _cache = cache;
        _hasMemory = cache.Engine.Local is not null;
        _entry = new CacheEntryOptions { Coder = coder, Namespace = entryNamespace == cache.Namespace ? null : entryNamespace };
        _figures = cache.FiguresOf(_entry);
        _settings = new DerivedSettings<CallSettings>(cache.Policies, SettingsOf(initial), SettingsOf);
        _keys = new KeyRules(options.MaximumKeyLength, cache.Logger);
        _defaultFlags = options.DefaultEntryOptions?.Flags ?? HybridCacheEntryFlags.None;

        CallSettings SettingsOf(PolicySnapshot policies) => new(
            cache, policies.PolicyOf(options.Policy), coder, CallSettings.ExpirationsOf(policies, options), _figures);
    }

    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        HybridCacheEntryFlags flags = Begin(factory, options, cancellationToken);
        return TryHit(key, flags, out T? value, out LocalLookup look)
            ? new(value!)
            : AnswerAsync(key, look, state, factory, options, flags, tags, cancellationToken);
    }

    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        ReadOnlySpan<char> key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        HybridCacheEntryFlags flags = Begin(factory, options, cancellationToken);
        return TryHit(key, flags, out T? value, out LocalLookup look)
            ? new(value!)
            : AnswerAsync(key, look, state, factory, options, flags, tags, cancellationToken);
    }

    public override ValueTask SetAsync<T>(
        string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        EntrySettings settings = _settings.Value.Of(options, tags, options?.Flags ?? _defaultFlags);
        return settings.ShouldStore && _keys.IsValid(key)
            ? _cache.SetByFullKeyAsync(_cache.FullKey(key, _entry), value, settings, cancellationToken)
            : default;
    }

    public override async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length > 0)
            await _cache.RemoveAsync(key, _entry, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask RemoveAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        string[] present = [.. (keys ?? []).Where(key => key is not "")];
        if (present.Length > 0)
            await _cache.RemoveManyAsync(present, _entry, cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) =>
        RemoveByTagAsync([tag], cancellationToken);

    public override async ValueTask RemoveByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default)
    {
        string[] present = [.. (tags ?? []).Where(tag => !HybridTags.IsEmpty(tag))];
        if (present.Contains(HybridTags.Everything))
            await _cache.ClearAsync(_entry.Namespace ?? _cache.Namespace, cancellationToken).ConfigureAwait(false);
        string[] evicted = [.. present.Where(tag => tag != HybridTags.Everything)];
        if (evicted.Length > 0)
            await _cache.EvictManyAsync(evicted, EvictionMode.Immediate, cancellationToken).ConfigureAwait(false);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private HybridCacheEntryFlags Begin(object factory, HybridCacheEntryOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(factory);
        cancellationToken.ThrowIfCancellationRequested();
        return options?.Flags ?? _defaultFlags;
    }

    // The rules for keys are left to a miss: no entry is stored under an invalid key.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryHit<T>(ReadOnlySpan<char> key, HybridCacheEntryFlags flags, out T? value, out LocalLookup look)
    {
        if (_hasMemory && _cache.Enabled && (flags & LevelFlags) == 0)
        {
            if (!_cache.TryReadLocal(key, _entry, out value, out look))
                return false;

            _figures.Add(RequestResult.L1Hit);
            return true;
        }

        value = default;
        look = default;
        return false;
    }

    // For a key that memory did not answer.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<T> AnswerAsync<TState, T>(
        ReadOnlySpan<char> key, LocalLookup look, TState state, Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options, HybridCacheEntryFlags flags, IEnumerable<string>? tags, CancellationToken cancellationToken)
    {
        bool computes = (flags & HybridCacheEntryFlags.DisableUnderlyingData) == 0;
        if (!_keys.IsValid(key) || !_cache.Enabled)
        {
            _figures.AddBypass(_cache.Enabled ? BypassReason.NoKey : BypassReason.Disabled);
            return computes ? factory(state, cancellationToken) : default;
        }

        EntrySettings settings = _settings.Value.Of(options, tags, flags);
        string fullKey = _cache.FullKey(key, _entry);
        if (computes)
            return ComputeAsync(fullKey, look, state, factory, settings, cancellationToken);
        if (!look.IsMiss && settings.Levels is not { Reads: false })
            return ReadAsync<T>(fullKey, settings, cancellationToken);

        _figures.Add(RequestResult.Miss);
        return default;
    }

    private ValueTask<T> ComputeAsync<TState, T>(
        string key, LocalLookup look, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, EntrySettings settings,
        CancellationToken cancellationToken)
    {
        if (settings.Levels is { Reads: false } levels)
        {
            if (levels.Writes)
                return _cache.Engine.RefreshAsync(key, state, factory, settings, cancellationToken);

            _figures.AddBypass(BypassReason.Refresh);
            return factory(state, cancellationToken);
        }

        return look.IsMiss
            ? _cache.Engine.AnswerAsync(key, EntryRead<T>.Missing(look), state, factory, settings, cancellationToken)
            : _cache.Engine.GetOrCreateAsync(key, state, factory, settings, cancellationToken);
    }

    private async ValueTask<T> ReadAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken) =>
        (await _cache.TryGetByFullKeyAsync<T>(key, settings, cancellationToken).ConfigureAwait(false)).Value!;
}
