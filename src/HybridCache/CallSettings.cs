using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit;

// Converts the options, flags and tags of calls to the settings of entries.
internal sealed class CallSettings
{
    private const HybridCacheEntryFlags LevelFlags =
        HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCache;

    private static readonly TimeSpan _defaultExpiration = TimeSpan.FromMinutes(5);

    private readonly Cache _cache;
    private readonly ICoder _coder;
    private readonly EffectivePolicy _policy;
    private readonly EntryExpirations _expirations;
    private readonly RequestFigures _figures;
    private readonly EntrySettings _default;
    private readonly bool _hasMemory;
    private readonly bool _hasSharedStore;

    public CallSettings(Cache cache, EffectivePolicy policy, ICoder coder, EntryExpirations expirations, RequestFigures figures)
    {
        _cache = cache;
        _coder = coder;
        _policy = policy;
        _expirations = expirations;
        _figures = figures;
        _hasMemory = cache.Engine.Local is not null;
        _hasSharedStore = cache.Engine.Local != cache.Engine.Store;
        _default = Create(expirations, KeysOf(null), HybridCacheEntryFlags.None);
    }

    public static EntryExpirations ExpirationsOf(PolicySnapshot policies, CacheKitHybridCacheOptions options)
    {
        CachePolicy? policy = options.Policy is { } name ? policies.Named.Find(name) : null;
        TimeSpan ofCache = policies.NeverExpires ? TimeSpan.MaxValue : policies.Defaults.Expiration ?? _defaultExpiration;
        TimeSpan whole = options.DefaultEntryOptions?.Expiration ?? policy?.Expiration ?? ofCache;
        return new EntryExpirations(whole, whole).With(options.DefaultEntryOptions);
    }

    /// <exception cref="ArgumentException">A tag is empty or reserved, or an expiration is zero or less.</exception>
    public EntrySettings Of(HybridCacheEntryOptions? options, IEnumerable<string>? tags, HybridCacheEntryFlags flags) =>
        options is null or { Expiration: null, LocalCacheExpiration: null } && tags is null && (flags & LevelFlags) == 0
            ? _default
            : Create(_expirations.With(options), KeysOf(tags), flags);

    // Settings of a call that writes nowhere have an expiration of zero.
    private EntrySettings Create(EntryExpirations expirations, string[]? tags, HybridCacheEntryFlags flags)
    {
        (TimeSpan whole, TimeSpan local) = expirations;
        LevelUse levels = LevelsOf(flags);
        TimeSpan expiration = !levels.Writes ? TimeSpan.Zero : _hasSharedStore ? whole : local;
        if (_hasMemory && _hasSharedStore && local < whole)
            levels = levels with { LocalExpiration = local };
        bool isWhole = (flags & LevelFlags) == 0 && levels.LocalExpiration is null;
        return new EntrySettings(_coder, expiration == TimeSpan.MaxValue ? null : expiration, ByReference: false, _policy.Entry, tags)
        {
            Levels = isWhole ? null : levels,
            Figures = _figures,
        };
    }

    private LevelUse LevelsOf(HybridCacheEntryFlags flags) => new(
        ReadsL1: _hasMemory && (flags & HybridCacheEntryFlags.DisableLocalCacheRead) == 0,
        WritesL1: _hasMemory && (flags & HybridCacheEntryFlags.DisableLocalCacheWrite) == 0,
        ReadsL2: _hasSharedStore && (flags & HybridCacheEntryFlags.DisableDistributedCacheRead) == 0,
        WritesL2: _hasSharedStore && (flags & HybridCacheEntryFlags.DisableDistributedCacheWrite) == 0);

    private string[]? KeysOf(IEnumerable<string>? tags)
    {
        string[] all = [.. _policy.Tags, .. tags ?? []];
        HybridTags.Validate(all);
        return all.Length == 0 ? null : _cache.KeysOfTags(all);
    }
}
