using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

/// <summary>The global cache of an application, made once in <c>Program.cs</c>.</summary>
public static class CacheManager
{
    private static readonly Lock _gate = new();
    private static volatile Cache? _default;
    private static bool _isAdopted;

    /// <summary>The global cache.</summary>
    /// <exception cref="InvalidOperationException">There is none: <see cref="Init"/> was not called.</exception>
    public static ICache Default => Current;

    /// <inheritdoc cref="ICache.Backend"/>
    public static ICacheBackend Backend => Current.Backend;

    /// <inheritdoc cref="ICache.Prefix"/>
    public static string Prefix => Current.Prefix;

    /// <inheritdoc cref="ICache.Expiration"/>
    public static TimeSpan? Expiration => Current.Expiration;

    /// <inheritdoc cref="ICache.Coder"/>
    public static ICoder Coder => Current.Coder;

    /// <inheritdoc cref="ICache.KeyBuilder"/>
    public static IKeyBuilder KeyBuilder => Current.KeyBuilder;

    /// <inheritdoc cref="ICache.StatusHeader"/>
    public static string StatusHeader => Current.StatusHeader;

    /// <inheritdoc cref="ICache.Enabled"/>
    public static bool Enabled
    {
        get => Current.Enabled;
        set => Current.Enabled = value;
    }

    internal static Cache Current => _default ?? Missing();

    /// <summary>Makes the global cache. A second call replaces it, and logs that it did.</summary>
    /// <param name="backend">The store. It stays the caller's: neither a later call nor <see cref="Reset"/> disposes it.</param>
    /// <param name="prefix">The prefix of all keys of the application.</param>
    /// <param name="configure">Changes the settings.</param>
    public static void Init(ICacheBackend backend, string prefix = "", Action<CacheOptions>? configure = null)
    {
        var options = new CacheOptions();
        configure?.Invoke(options);
        var cache = new Cache(backend, prefix, options);
        lock (_gate)
        {
            if (_default is { } old)
                (cache.HasLoggers ? cache : old).Logger.GlobalReplaced(old.Backend.GetType().Name, backend.GetType().Name);
            Leave();
            _default = cache;
            _isAdopted = false;
        }
    }

    /// <summary>Forgets the global cache. What it stored stays in its store.</summary>
    public static void Reset()
    {
        lock (_gate)
        {
            Leave();
            _default = null;
        }
    }

    /// <inheritdoc cref="ICache.GetOrCreateAsync{T}"/>
    public static ValueTask<T> GetOrCreateAsync<T>(string key, Func<CancellationToken, ValueTask<T>> factory, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        Current.GetOrCreateAsync(key, factory, options, cancellationToken);

    /// <inheritdoc cref="ICache.TryGetAsync"/>
    public static ValueTask<CacheResult<T>> TryGetAsync<T>(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        Current.TryGetAsync<T>(key, options, cancellationToken);

    /// <inheritdoc cref="ICache.SetAsync"/>
    public static ValueTask SetAsync<T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        Current.SetAsync(key, value, options, cancellationToken);

    /// <inheritdoc cref="ICache.RemoveAsync"/>
    public static ValueTask<bool> RemoveAsync(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        Current.RemoveAsync(key, options, cancellationToken);

    /// <inheritdoc cref="ICache.ClearAsync"/>
    public static ValueTask<long> ClearAsync(string? @namespace = null, CancellationToken cancellationToken = default) =>
        Current.ClearAsync(@namespace, cancellationToken);

    /// <inheritdoc cref="ICache.EvictAsync(string, CancellationToken)"/>
    public static ValueTask<bool> EvictAsync(string tag, CancellationToken cancellationToken = default) => Current.EvictAsync(tag, cancellationToken);

    /// <inheritdoc cref="ICache.EvictAsync(string, bool, CancellationToken)"/>
    public static ValueTask<bool> EvictAsync(string tag, bool soft, CancellationToken cancellationToken = default) => Current.EvictAsync(tag, soft, cancellationToken);

    /// <summary>The entry of one call of a function that is marked <c>[Cache]</c>.</summary>
    /// <param name="call">A lambda that is the call, such as <c>() =&gt; Users.FindAsync(7)</c>. Its arguments are evaluated; the function does not run.</param>
    public static CachedCall<T> For<T>(Func<Task<T>> call) => CallCapture.Take<T>(() => call());

    /// <inheritdoc cref="For{T}(Func{Task{T}})"/>
    public static CachedCall<T> For<T>(Func<ValueTask<T>> call) => CallCapture.Take<T>(() => call().AsTask());

    /// <inheritdoc cref="For{T}(Func{Task{T}})"/>
    public static CachedCall<T> For<T>(Func<T> call) => CallCapture.Take<T>(() => call());

    // Makes the default cache of an application's services the global one, unless Init has chosen another.
    internal static void Adopt(Cache cache)
    {
        lock (_gate)
        {
            if (_default is not null && !_isAdopted)
                return;
            _default = cache;
            _isAdopted = true;
        }
    }

    // Gives the cache that Init made the services of the application; one that is registered has them.
    internal static void UseScopes(IServiceScopeFactory? scopes)
    {
        lock (_gate)
        {
            if (_default is not null && !_isAdopted)
                _default.Scopes = scopes;
        }
    }

    internal static bool IsCurrent(Cache cache) => ReferenceEquals(_default, cache);

    // That of an application's services is disposed of with them.
    private static void Leave()
    {
        if (!_isAdopted)
            _default?.Dispose();
    }

    [DoesNotReturn]
    private static Cache Missing() => throw new InvalidOperationException(
        "There is no global cache. Call CacheManager.Init first, for example CacheManager.Init(new InMemoryBackend()) in Program.cs. " +
        "(That of services.AddCacheKit() is the global one as soon as app.UseCacheKit() or a service has asked for ICache.)");
}
