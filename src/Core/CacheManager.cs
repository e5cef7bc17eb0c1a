namespace CacheKit;

/// <summary>
/// The global cache of an application, created once in <c>Program.cs</c>: by <see cref="Init"/>, or by <c>services.AddCacheKit()</c>.
/// </summary>
public static class CacheManager
{
    /// <summary>The global cache.</summary>
    /// <remarks>
    /// The cache of <see cref="Init"/>, or otherwise the default cache of the current host: the host that serves the caller's request or
    /// runs its hosted service, the host that the caller has built, or the host of the services given to <see cref="Use"/>.
    /// </remarks>
    /// <exception cref="InvalidOperationException">There is no global cache. The message contains the reason.</exception>
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

    /// <summary>Creates the global cache. A later call replaces it and logs the replacement.</summary>
    /// <param name="backend">The backend. The caller disposes it.</param>
    /// <param name="prefix">The prefix of all keys of the application.</param>
    /// <param name="configure">Configures the settings. Invalid settings throw.</param>
    public static void Init(ICacheBackend backend, string prefix = "", Action<CacheOptions>? configure = null)
    {
        var options = new CacheOptions();
        configure?.Invoke(options);
        var cache = new Cache(backend, prefix, options);
        GlobalCache.Init(cache, BackendName.Of(backend));
    }

    /// <summary>
    /// Removes the cache of <see cref="Init"/>. Its entries remain in the store. Caches that are registered as services are not affected.
    /// </summary>
    public static void Reset() => GlobalCache.Reset();

    /// <summary>
    /// Selects the caches of an application's services for all following calls in the caller's asynchronous method. Use it with services
    /// that are built without a host, and in a test that calls cached functions while several hosts run.
    /// </summary>
    /// <remarks>A cache of <see cref="Init"/> remains the global cache.</remarks>
    /// <param name="services">Services that <c>AddCacheKit</c> or <c>AddKeyedCacheKit</c> was called on.</param>
    /// <exception cref="InvalidOperationException">The services have no cache.</exception>
    public static void Use(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var host = (HostCaches?)services.GetService(typeof(HostCaches)) ?? throw new InvalidOperationException(
            "These services have no cache. Register one, for example by services.AddCacheKit().UseInMemory(), before they are built.");
        GlobalCache.Add(host);
        GlobalCache.Enter(host);
    }

    /// <summary>Returns the cache that <c>AddKeyedCacheKit</c> has registered under a name with the current host.</summary>
    /// <exception cref="InvalidOperationException">
    /// There is no cache of this name. The message contains the reason and the existing names.
    /// </exception>
    public static ICache Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return GlobalCache.HostFor(name).Named(name);
    }

    /// <inheritdoc cref="ICache.GetOrCreateAsync{T}"/>
    public static ValueTask<T> GetOrCreateAsync<T>(
        string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null,
        CancellationToken cancellationToken = default) =>
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

    /// <summary>Returns the entry of one call of a function with <c>[Cache]</c>.</summary>
    /// <param name="call">
    /// A lambda with the call, such as <c>() =&gt; Users.FindAsync(7)</c>. The arguments are evaluated, but the function does not run.
    /// </param>
    public static CachedCall<T> For<T>(Func<Task<T>> call) => CallCapture.Run<T>(() => call());

    /// <inheritdoc cref="For{T}(Func{Task{T}})"/>
    public static CachedCall<T> For<T>(Func<ValueTask<T>> call) => CallCapture.Run<T>(() => call().AsTask());

    /// <inheritdoc cref="For{T}(Func{Task{T}})"/>
    public static CachedCall<T> For<T>(Func<T> call) => CallCapture.Run<T>(() => call());
}
