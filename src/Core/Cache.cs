using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Converts the keys and options of callers to full keys and settings, and calls the engine.
internal sealed class Cache : ICache, ICacheSettings, IDisposable
{
    // In metrics: the cache of CacheManager.Init, and the default cache of a host.
    public const string GlobalName = "global";
    public const string DefaultName = "default";

    private readonly KeySpace _keys;
    private readonly CacheNamespace _namespace;
    private readonly CallOptions _options;
    private readonly CacheBatches _batches;

    public Cache(ICacheBackend backend, string prefix, CacheOptions options, string name = GlobalName)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(prefix);
        options.Validate();
        TransformOrder.Require(backend, options.Coder, options.Policies);
        Backend = backend;
        Prefix = prefix;
        (StatusHeader, KeyBuilder) = (options.StatusHeader, options.KeyBuilder);
        TimeProvider = options.TimeProvider;
        Enabled = options.Enabled;
        _keys = new KeySpace(prefix);
        Figures = new CacheFigures(name);
        _options = new CallOptions(_keys, Figures, options);
        _namespace = _options.Namespace;
        Engine = new CacheEngine(backend, _keys, options.Store.ToCallSettings(TimeProvider) with { CacheName = name });
        Figures.State = new EngineState(Engine, backend);
        Engine.Store.RoundTripCheck.ChecksAll = options.ChecksEveryValue;
        Engine.Store.RoundTripCheck.IsLimiting = Engine.Store is RemoteEntryStore;
        Engine.Store.RoundTripCheck.MaxPayload = options.Store.MaxPayload;
        _batches = new CacheBatches(this);
        if (options.LoggerFactory is not null)
            UseLoggers(options.LoggerFactory);
        ReportedCaches.Add(Figures);
    }

    public ICacheBackend Backend { get; }

    // What the meter and the dashboard report about the cache.
    public CacheFigures Figures { get; }

    public string Prefix { get; }

    public CurrentPolicies Policies => _options.Policies;

    public string Namespace => _namespace.Name;

    public TimeSpan? Expiration => Policies.Current.Entry.Expiration;

    public ICoder Coder => _options.Coder;

    public IKeyBuilder KeyBuilder { get; }

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

    // The functions that were called on this cache, each with its BoundFunction. A delegate that is cached where a request is handled is a new
    // function each time, and must not be kept.
    public ConditionalWeakTable<object, object> Functions { get; } = [];

    public ValueTask<T> GetOrCreateAsync<T>(
        string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentException.ThrowIfNullOrEmpty(key);
        return TryHit(key, options, out T? value, out LocalLookup look)
            ? new(value!)
            : ComputeAsync(key, look, factory, static (factory, token) => factory(token), options, cancellationToken);
    }

    public ValueTask<T> GetOrCreateAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(factory);
        return TryHit(key, options, out T? value, out LocalLookup look)
            ? new(value!)
            : ComputeAsync(key, look, state, factory, options, cancellationToken);
    }

    public ValueTask<CacheResult<T>> TryGetAsync<T>(
        string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (TryHit(key, options, out T? value, out LocalLookup look))
            return new(new CacheResult<T>(value));
        if (Enabled && !look.IsMiss)
            return TryGetByFullKeyAsync<T>(FullKey(key, options), SettingsOf(options), cancellationToken);

        if (Enabled)
            FiguresOf(options).Add(RequestResult.Miss);
        else
            RecordDisabled(options);
        return default;
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
    public bool TryReadLocal<T>(ReadOnlySpan<char> key, CacheEntryOptions? options, out T? value, out LocalLookup look) =>
        Engine.Local!.TryRead(NamespaceOf(options).Prefix, key, options?.Coder ?? Coder, out value, out look);

    // The keys of the records of tags, followed by further keys, without duplicates.
    public string[] KeysOfTags(IReadOnlyList<string> tags, string[]? further = null) => _options.KeysOfTags(tags, further);

    public async ValueTask<CacheResult<T>> TryGetByFullKeyAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken) =>
        await ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CacheResult<T>> ReadAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        if (!Enabled)
        {
            settings.Figures.AddBypass(BypassReason.Disabled);
            return default;
        }

        EntryRead<T> read = await Engine.Store.ReadAsync<T>(key, settings, cancellationToken).ConfigureAwait(false);
        settings.Figures.Add(read.IsHit ? read.Result : RequestResult.Miss);
        return read.IsHit ? new CacheResult<T>(read.Value) : default;
    }

    public ValueTask SetByFullKeyAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken) =>
        Enabled ? Engine.SetAsync(key, value, settings, cancellationToken) : RemoveOldAsync(key, cancellationToken);

    public EntrySettings SettingsOf(CacheEntryOptions? options, PolicySnapshot? policies = null) =>
        _options.SettingsOf(options, policies ?? Policies.Current);

    // Code may have set the switch since, so it changes only if its setting does.
    public void Change(CacheOptions options)
    {
        if (_options.Change(options))
            Enabled = options.Enabled;
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
        ReportedCaches.Remove(Figures);
        Host?.Dispose();
        Engine.Store.End();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryHit<T>(string key, CacheEntryOptions? options, out T? value, out LocalLookup look)
    {
        if (Engine.Local is { } local && Enabled)
        {
            CacheNamespace own = NamespaceOf(options);
            if (!local.TryRead(own.Prefix, key, options?.Coder ?? Coder, out value, out look))
                return false;

            own.Figures.Add(RequestResult.L1Hit);
            return true;
        }

        value = default;
        look = default;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<T> ComputeAsync<TState, T>(
        string key, LocalLookup look, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options,
        CancellationToken cancellationToken)
    {
        if (!Enabled)
        {
            RecordDisabled(options);
            return factory(state, cancellationToken);
        }

        string fullKey = FullKey(key, options);
        EntrySettings settings = SettingsOf(options);
        return look.IsMiss
            ? Engine.AnswerAsync(fullKey, EntryRead<T>.Missing(look), state, factory, settings, cancellationToken)
            : Engine.GetOrCreateAsync(fullKey, state, factory, settings, cancellationToken);
    }

    // A disabled cache does not store the new value, so it removes the old one: it would be served when the cache is enabled again.
    private async ValueTask RemoveOldAsync(string key, CancellationToken cancellationToken) =>
        await Engine.RemoveAsync(key, cancellationToken).ConfigureAwait(false);

    private static void Require(EvictionMode mode)
    {
        if (mode is not (EvictionMode.Immediate or EvictionMode.Soft))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "Use EvictionMode.Immediate or EvictionMode.Soft.");
    }

    public string FullKey(ReadOnlySpan<char> key, CacheEntryOptions? options) => KeySpace.Append(NamespaceOf(options).Prefix, key);

    private CacheNamespace NamespaceOf(CacheEntryOptions? options) => options?.Namespace is null ? _namespace : _options.NamespaceOf(options);

    // For calls by key while the cache is disabled.
    public void RecordDisabled(CacheEntryOptions? options, int count = 1) => FiguresOf(options).AddBypass(BypassReason.Disabled, count);

    // The figures of calls by key.
    public RequestFigures FiguresOf(CacheEntryOptions? options) => NamespaceOf(options).Figures;
}
