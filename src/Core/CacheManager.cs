namespace CacheKit;

/// <summary>The global cache of an application, made once in <c>Program.cs</c>: by <see cref="Init"/>, or by <c>services.AddCacheKit()</c>.</summary>
public static class CacheManager
{
    /// <summary>The global cache.</summary>
    /// <remarks>
    /// The cache of <see cref="Init"/>, or else the default cache of the host that the caller belongs to: the host of the request or of the hosted
    /// service that it is part of, that which it has built itself, or that of <see cref="Use"/>.
    /// </remarks>
    /// <exception cref="InvalidOperationException">There is none. The message says why.</exception>
    public static ICache Default => Current;

    /// <inheritdoc cref="ICacheSettings.Backend"/>
    public static ICacheBackend Backend => Current.Backend;

    /// <inheritdoc cref="ICacheSettings.Prefix"/>
    public static string Prefix => Current.Prefix;

    /// <inheritdoc cref="ICacheSettings.Expiration"/>
    public static TimeSpan? Expiration => Current.Expiration;

    /// <inheritdoc cref="ICacheSettings.Coder"/>
    public static ICoder Coder => Current.Coder;

    /// <inheritdoc cref="ICacheSettings.KeyBuilder"/>
    public static IKeyBuilder KeyBuilder => Current.KeyBuilder;

    /// <inheritdoc cref="ICacheSettings.StatusHeader"/>
    public static string StatusHeader => Current.StatusHeader;

    /// <inheritdoc cref="ICacheSettings.Enabled"/>
    public static bool Enabled
    {
        get => Current.Enabled;
        set => Current.Enabled = value;
    }

    internal static Cache Current => GlobalCache.Current;

    /// <summary>Makes the global cache. A second call replaces it, and logs that it did.</summary>
    /// <param name="backend">The store. It stays the caller's: neither a later call nor <see cref="Reset"/> disposes it.</param>
    /// <param name="prefix">The prefix of all keys of the application.</param>
    /// <param name="configure">Changes the settings.</param>
    public static void Init(ICacheBackend backend, string prefix = "", Action<CacheOptions>? configure = null)
    {
        var options = new CacheOptions();
        configure?.Invoke(options);
        var cache = new Cache(backend, prefix, options);
        GlobalCache.Init(cache, backend.GetType().Name);
    }

    /// <summary>Forgets the cache of <see cref="Init"/>. What it stored stays in its store. Caches of services end with them.</summary>
    public static void Reset() => GlobalCache.Reset();

    /// <summary>
    /// Makes the caches of an application's services those of the caller, for all that it calls from here on, to the end of the asynchronous
    /// method that it is in. Needed where no host does it: in services that are built without one, and in a test that calls cached functions
    /// itself while several hosts run.
    /// </summary>
    /// <remarks>A cache of <see cref="Init"/> stays the global one.</remarks>
    /// <param name="services">Services that <c>AddCacheKit</c> or <c>AddKeyedCacheKit</c> was called for.</param>
    /// <exception cref="InvalidOperationException">The services have no cache.</exception>
    public static void Use(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var host = (HostCaches?)services.GetService(typeof(HostCaches)) ?? throw new InvalidOperationException(
            "These services have no cache. Register one, for example by services.AddCacheKit().UseInMemory(), before they are built.");
        GlobalCache.Add(host);
        GlobalCache.Enter(host);
    }

    /// <summary>The cache that <c>AddKeyedCacheKit</c> has registered under a name, of the host that the caller belongs to.</summary>
    /// <exception cref="InvalidOperationException">There is none. The message says why, and lists those that there are.</exception>
    public static ICache Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return GlobalCache.HostFor(name).Named(name);
    }

    /// <inheritdoc cref="ICache.GetOrCreateAsync{T}"/>
    public static ValueTask<T> GetOrCreateAsync<T>(
        string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        Current.GetOrCreateAsync(key, factory, options, cancellationToken);

    /// <inheritdoc cref="ICache.TryGetAsync"/>
    public static ValueTask<CacheResult<T>> TryGetAsync<T>(
        string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        Current.TryGetAsync<T>(key, options, cancellationToken);

    /// <inheritdoc cref="ICache.SetAsync"/>
    public static ValueTask SetAsync<T>(
        string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        Current.SetAsync(key, value, options, cancellationToken);

    /// <inheritdoc cref="ICache.RemoveAsync"/>
    public static ValueTask<bool> RemoveAsync(
        string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        Current.RemoveAsync(key, options, cancellationToken);

    /// <inheritdoc cref="ICache.ClearAsync"/>
    public static ValueTask<long> ClearAsync(string? @namespace = null, CancellationToken cancellationToken = default) =>
        Current.ClearAsync(@namespace, cancellationToken);

    /// <inheritdoc cref="ICache.EvictAsync(string, CancellationToken)"/>
    public static ValueTask<bool> EvictAsync(string tag, CancellationToken cancellationToken = default) =>
        Current.EvictAsync(tag, cancellationToken);

    /// <inheritdoc cref="ICache.EvictAsync(string, EvictionMode, CancellationToken)"/>
    public static ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken = default) =>
        Current.EvictAsync(tag, mode, cancellationToken);

    /// <inheritdoc cref="ICache.GetManyAsync"/>
    public static ValueTask<IReadOnlyDictionary<string, T>> GetManyAsync<T>(
        IEnumerable<string> keys, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        Current.GetManyAsync<T>(keys, options, cancellationToken);

    /// <inheritdoc cref="ICache.GetOrCreateManyAsync"/>
    public static ValueTask<IReadOnlyDictionary<string, T>> GetOrCreateManyAsync<T>(
        IEnumerable<string> keys, Func<IReadOnlyList<string>, CancellationToken, ValueTask<IReadOnlyDictionary<string, T>>> factory,
        CacheEntryOptions? options = null, int? maxBatch = null, CancellationToken cancellationToken = default) =>
        Current.GetOrCreateManyAsync(keys, factory, options, maxBatch, cancellationToken);

    /// <inheritdoc cref="ICache.SetManyAsync"/>
    public static ValueTask SetManyAsync<T>(
        IEnumerable<KeyValuePair<string, T>> values, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        Current.SetManyAsync(values, options, cancellationToken);

    /// <inheritdoc cref="ICache.RemoveManyAsync"/>
    public static ValueTask<long> RemoveManyAsync(
        IEnumerable<string> keys, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        Current.RemoveManyAsync(keys, options, cancellationToken);

    /// <inheritdoc cref="ICache.EvictManyAsync"/>
    public static ValueTask<bool> EvictManyAsync(
        IEnumerable<string> tags, EvictionMode mode = EvictionMode.Immediate, CancellationToken cancellationToken = default) =>
        Current.EvictManyAsync(tags, mode, cancellationToken);

    /// <summary>The entry of one call of a function that is marked <c>[Cache]</c>.</summary>
    /// <param name="call">A lambda that is the call, such as <c>() =&gt; Users.FindAsync(7)</c>. Its arguments are evaluated; the function does not run.</param>
    public static CachedCall<T> For<T>(Func<Task<T>> call) => CallCapture.Take<T>(() => call());

    /// <inheritdoc cref="For{T}(Func{Task{T}})"/>
    public static CachedCall<T> For<T>(Func<ValueTask<T>> call) => CallCapture.Take<T>(() => call().AsTask());

    /// <inheritdoc cref="For{T}(Func{Task{T}})"/>
    public static CachedCall<T> For<T>(Func<T> call) => CallCapture.Take<T>(() => call());
}
