using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Converts the keys and options of callers to full keys and settings, and calls the engine.
internal sealed class Cache : ICache, ICacheSettings, IDisposable
{
    private readonly KeySpace _keys;
    private readonly string _keyPrefix;
    private readonly NamespacePrefixes _prefixes;
    private readonly EntrySettings _settings;
    private readonly CacheBatches _batches;

    public Cache(ICacheBackend backend, string prefix, CacheOptions options)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(prefix);
        options.Validate();

        Backend = backend;
        Prefix = prefix;
        StatusHeader = options.StatusHeader;
        TimeProvider = options.TimeProvider;
        Enabled = options.Enabled;
        _keys = new KeySpace(prefix);
        Engine = new CacheEngine(backend, _keys, options.Store.ToCallSettings(TimeProvider));
        Engine.Store.RoundTripCheck.ChecksAll = options.ChecksEveryValue;
        if (Engine.Store is RemoteEntryStore)
            Engine.Store.RoundTripCheck.MaxPayload = options.Store.MaxPayload;
        EntryPolicy policy = options.Stale is { } stale ? EntryPolicy.Default with { Stale = stale } : EntryPolicy.Default;
        policy.Validate();
        _settings = new EntrySettings(options.Coder, NullIfNever(options.Expiration), ByReference: false, policy);
        Defaults = new EffectivePolicy(Expiration, options.Namespace, Coder, options.KeyBuilder, policy, []);
        Policies = options.Policies.Copy();
        _keyPrefix = _keys.PrefixOf(Namespace);
        _prefixes = new NamespacePrefixes(_keys);
        _batches = new CacheBatches(this);
        if (options.LoggerFactory is not null)
            UseLoggers(options.LoggerFactory);
    }

    public ICacheBackend Backend { get; }

    public string Prefix { get; }

    // The settings that attributes and policies override.
    public EffectivePolicy Defaults { get; }

    public CachePolicies Policies { get; }

    public string Namespace => Defaults.Namespace;

    public TimeSpan? Expiration => _settings.Expiration;

    public ICoder Coder => _settings.Coder;

    public EntryPolicy Policy => _settings.Policy;

    public IKeyBuilder KeyBuilder => (IKeyBuilder)Defaults.KeyBuilder;

    public string StatusHeader { get; }

    public TimeProvider TimeProvider { get; }

    public bool Enabled { get; set; }

    public CacheEngine Engine { get; }

    public ILogger Logger => Engine.Store.Logger;

    public bool HasLoggers { get; private set; }

    // Creates scopes for functions that run in the background; null without a service container.
    public IServiceScopeFactory? Scopes { get; set; }

    // Null for the cache of CacheManager.Init.
    public HostCaches? Host { get; init; }

    // Creates the coders and key builders of functions.
    public TypeActivator Types { get; init; } = new(services: null);

    // The functions that were called on this cache, each with its BoundFunction.
    public ConcurrentDictionary<object, object> Functions { get; } = [];

    public ValueTask<T> GetOrCreateAsync<T>(
        string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return GetOrCreateAsync(key, factory, static (factory, token) => factory(token), options, cancellationToken);
    }

    [SkipLocalsInit]
    public ValueTask<T> GetOrCreateAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(factory);
        if (!Enabled)
            return factory(state, cancellationToken);

        if (Engine.Local is not { } local)
            return Engine.GetOrCreateAsync(FullKey(key, options), state, factory, SettingsOf(options), cancellationToken);

        var buffer = new KeyBuffer(stackalloc char[KeyBuffer.StackLength]);
        try
        {
            ReadOnlySpan<char> fullKey = FullKey(key, options, ref buffer);
            return local.TryRead(fullKey, options?.Coder ?? Coder, out T? value, out LocalLookup look)
                ? new ValueTask<T>(value!)
                : Engine.GetOrCreateAsync(fullKey, look, state, factory, SettingsOf(options), cancellationToken);
        }
        finally
        {
            buffer.Dispose();
        }
    }

    [SkipLocalsInit]
    public ValueTask<CacheResult<T>> TryGetAsync<T>(
        string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (!Enabled)
            return default;

        if (Engine.Local is { } local)
        {
            var buffer = new KeyBuffer(stackalloc char[KeyBuffer.StackLength]);
            try
            {
                if (local.TryRead(FullKey(key, options, ref buffer), options?.Coder ?? Coder, out T? value, out LocalLookup look))
                    return new(new CacheResult<T>(value));
                if (look.IsMiss)
                    return default;
            }
            finally
            {
                buffer.Dispose();
            }
        }

        return TryGetByFullKeyAsync<T>(FullKey(key, options), SettingsOf(options), cancellationToken);
    }

    public ValueTask SetAsync<T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return SetByFullKeyAsync(FullKey(key, options), value, SettingsOf(options), cancellationToken);
    }

    public ValueTask<bool> RemoveAsync(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return Engine.RemoveAsync(FullKey(key, options), cancellationToken);
    }

    public ValueTask<long> ClearAsync(string? @namespace = null, CancellationToken cancellationToken = default) =>
        Engine.ClearAsync(_keys.PrefixOf(@namespace), cancellationToken);

    public ValueTask<bool> EvictAsync(string tag, CancellationToken cancellationToken = default) =>
        EvictAsync(tag, EvictionMode.Immediate, cancellationToken);

    public ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        Require(mode);
        return Engine.EvictAsync(_keys.OfTag(tag), mode, cancellationToken);
    }

    public ValueTask<IReadOnlyDictionary<string, T>> GetManyAsync<T>(
        IEnumerable<string> keys, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        _batches.GetAsync<T>(DistinctKeys.Of(keys, nameof(keys)), options, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, T>> GetOrCreateManyAsync<T>(
        IEnumerable<string> keys, Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory,
        CacheEntryOptions? options = null, int? maxBatch = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch ?? 1, nameof(maxBatch));
        return _batches.GetOrCreateAsync(DistinctKeys.Of(keys, nameof(keys)), factory, options, maxBatch ?? int.MaxValue, cancellationToken);
    }

    public ValueTask SetManyAsync<T>(
        IEnumerable<KeyValuePair<string, T>> values, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        _batches.SetAsync(DistinctKeys.Of(values, nameof(values)), options, cancellationToken);

    public ValueTask<long> RemoveManyAsync(
        IEnumerable<string> keys, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        _batches.RemoveAsync(DistinctKeys.Of(keys, nameof(keys)), options, cancellationToken);

    public ValueTask<bool> EvictManyAsync(
        IEnumerable<string> tags, EvictionMode mode = EvictionMode.Immediate, CancellationToken cancellationToken = default)
    {
        Require(mode);
        return _batches.EvictAsync(DistinctKeys.Of(tags, nameof(tags)), mode, cancellationToken);
    }

    // For a cache in memory, without a string for the key.
    [SkipLocalsInit]
    public bool TryReadLocal<T>(string key, CacheEntryOptions? options, out T? value, out LocalLookup look)
    {
        var buffer = new KeyBuffer(stackalloc char[KeyBuffer.StackLength]);
        try
        {
            return Engine.Local!.TryRead(FullKey(key, options, ref buffer), options?.Coder ?? Coder, out value, out look);
        }
        finally
        {
            buffer.Dispose();
        }
    }

    // The keys of the records of tags, followed by further keys, without duplicates.
    public string[] KeysOfTags(IReadOnlyList<string> tags, string[]? further = null)
    {
        string[] keys = new string[tags.Count + (further?.Length ?? 0)];
        int count = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            string key = i < tags.Count ? _keys.OfTag(tags[i]) : further![i - tags.Count];
            if (!keys.AsSpan(0, count).Contains(key))
                keys[count++] = key;
        }

        return count == keys.Length ? keys : keys[..count];
    }

    public async ValueTask<CacheResult<T>> TryGetByFullKeyAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken) =>
        Enabled ? await ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false) : default;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CacheResult<T>> ReadAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        EntryRead<T> read = await Engine.Store.ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false);
        return read.IsHit ? new CacheResult<T>(read.Value) : default;
    }

    public ValueTask SetByFullKeyAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken) =>
        Enabled ? Engine.SetAsync(key, value, settings, cancellationToken) : RemoveOldAsync(key, cancellationToken);

    public EntrySettings SettingsOf(CacheEntryOptions? options) => options is null
        ? _settings
        : new EntrySettings(
            options.Coder ?? Coder,
            options.Expiration is { } expiration ? NullIfNever(expiration) : Expiration,
            options.ByReference,
            PolicyOf(options),
            options.Tags.Count == 0 ? null : KeysOfTags(options.Tags));

    private EntryPolicy PolicyOf(CacheEntryOptions options)
    {
        if (options is { Stale: null, ExpirationRules: null, Lease: null })
            return Policy;

        var policy = new EntryPolicy(options.Stale ?? Policy.Stale, options.ExpirationRules ?? Policy.Rules, options.Lease ?? Policy.Lease);
        policy.Validate();
        return policy;
    }

    // Called if CacheOptions.LoggerFactory is not set, with the loggers of the application.
    public void UseLoggers(ILoggerFactory loggers)
    {
        HasLoggers = true;
        Engine.Store.Logger = loggers.CreateLogger("CacheKit");
        Backend.FindCapability<ILoggingBackend>()?.UseLoggers(loggers);
        (string present, string absent) = Capabilities.Describe(Backend);
        Logger.StoreDescribed(Engine.Store.Calls.Health.Backend, present, absent);
    }

    // Does not dispose the store, which its owner does afterwards. The cache still works, but does no background work, and functions do not
    // find it.
    public void Dispose()
    {
        Host?.Dispose();
        Engine.Store.End();
    }

    // A disabled cache does not store the new value, so it removes the old one: it would be served when the cache is enabled again.
    private async ValueTask RemoveOldAsync(string key, CancellationToken cancellationToken) =>
        await Engine.RemoveAsync(key, cancellationToken).ConfigureAwait(false);

    private static void Require(EvictionMode mode)
    {
        if (mode is not (EvictionMode.Immediate or EvictionMode.Soft))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "Use EvictionMode.Immediate or EvictionMode.Soft.");
    }

    public string FullKey(string key, CacheEntryOptions? options) => _keys.Compose(options?.Namespace ?? Namespace, key);

    private ReadOnlySpan<char> FullKey(string key, CacheEntryOptions? options, ref KeyBuffer buffer) =>
        KeySpace.Append(options?.Namespace is { } @namespace ? _prefixes.Of(@namespace) : _keyPrefix, key, ref buffer);

    private static TimeSpan? NullIfNever(TimeSpan? expiration) => expiration == TimeSpan.MaxValue ? null : expiration;
}
