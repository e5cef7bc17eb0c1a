using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Conformance;

/// <summary>What the tests of a backend know about it. Inherit <see cref="BackendConformance"/>, not this.</summary>
public abstract class BackendFixture
{
    private readonly string _run = $"conformance:{Guid.NewGuid():N}:";
    private ICacheBackend? _backend;
    private int _tests;

    /// <summary>
    /// Makes the backend to test, once for all tests, on a store that is empty or shared: every test has keys of its own.
    /// It is disposed after the last test if it is disposable.
    /// </summary>
    protected abstract ValueTask<ICacheBackend> CreateBackendAsync();

    /// <summary>Makes a further backend, which a test disposes of. As <see cref="CreateBackendAsync"/> does, unless overridden.</summary>
    protected virtual ValueTask<ICacheBackend> CreateOtherAsync() => CreateBackendAsync();

    /// <summary>Ends what <see cref="CreateBackendAsync"/> started besides the backend, such as a server. Called last.</summary>
    protected virtual ValueTask EndStoreAsync() => default;

    /// <summary>
    /// The clock that entries expire by, where the backend was made with one: the tests move it. Null, the default: the
    /// store keeps its own time, and the tests wait for it.
    /// </summary>
    protected virtual FakeTimeProvider? Clock => null;

    /// <summary>How finely the store keeps a life; also the shortest one it keeps. A millisecond, unless overridden.</summary>
    protected virtual TimeSpan Precision => TimeSpan.FromMilliseconds(1);

    /// <summary>The longest payload in bytes that the store takes. One megabyte, unless overridden; never less than 64 KB.</summary>
    protected virtual int LargestPayload => 1024 * 1024;

    /// <summary>More keys than the store lists or removes in one step. 2,500, unless overridden.</summary>
    protected virtual int ManyKeys => 2_500;

    /// <summary>How many random sequences of operations are compared with the model: fewer where each is a round trip.</summary>
    protected virtual int GeneratedSequences => Clock is null ? 50 : 500;

    /// <summary>The backend under test.</summary>
    protected ICacheBackend Backend => _backend ?? throw new InvalidOperationException("The fixture has not been set up.");

    /// <summary>The clock that a test measures by: the store's where it is ours, otherwise the system's.</summary>
    protected TimeProvider Time => Clock ?? TimeProvider.System;

    /// <summary>The beginning of every key of the test that is running.</summary>
    protected string Prefix => $"{_run}{_tests}:";

    [OneTimeSetUp]
    public async Task CreateBackend()
    {
        _backend = await CreateBackendAsync();

        // A backend may refuse calls until its connection stands.
        await Poll.UntilSucceedsAsync(async () => await Backend.GetAsync(_run));
    }

    [SetUp]
    public void BeginKeys() => _tests++;

    [OneTimeTearDown]
    public async Task CleanUp()
    {
        try
        {
            if (_backend is not null)
                await _backend.ClearAsync(_run);
        }
        finally
        {
            await DisposeOfAsync(_backend);
            await EndStoreAsync();
        }
    }

    /// <summary>A key that no other test uses.</summary>
    protected string Key(string name = "key") => Prefix + name;

    /// <summary>Stores a text under a key.</summary>
    protected ValueTask WriteAsync(string key, string text, TimeSpan? timeToLive = null) =>
        Backend.SetAsync(key, Encoding.UTF8.GetBytes(text), timeToLive);

    /// <summary>The text under a key; null when the key is absent.</summary>
    protected async ValueTask<string?> ReadAsync(string key) =>
        await Backend.GetAsync(key) is { } payload ? Encoding.UTF8.GetString(payload.Span) : null;

    /// <summary>An optional capability of the backend. Where it does not have it, the test that asks passes and says so.</summary>
    protected TCapability CapabilityOrPass<TCapability>()
        where TCapability : class, ICacheBackend
    {
        if (Backend.FindCapability<TCapability>() is not { } capability)
        {
            Assert.Pass($"{Backend.GetType().Name} has no {typeof(TCapability).Name}.");
            throw new InvalidOperationException();
        }

        return capability;
    }

    /// <summary>
    /// The settings of a cache in a test: it waits for the store as long as the backend does. A busy machine must not turn an answer
    /// into a miss.
    /// </summary>
    protected static void Patient(CacheOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Store = new StoreOptions { Timeout = null };
    }

    /// <summary>Lets a life end: by moving our clock, or by waiting until the store has dropped the entry.</summary>
    protected async Task OutliveAsync(string key, TimeSpan life)
    {
        if (Clock is not null)
            Clock.Advance(life > Precision ? life : Precision);
        else
            await Poll.UntilAsync(async () => await Backend.GetAsync(key) is null, within: life + Precision + TimeSpan.FromMinutes(1));
    }

    /// <summary>Disposes of a backend or a level, where it can be.</summary>
    protected static async ValueTask DisposeOfAsync(object? disposable)
    {
        if (disposable is IAsyncDisposable asyncDisposable)
            await asyncDisposable.DisposeAsync();
        else
            (disposable as IDisposable)?.Dispose();
    }

    /// <summary>A cache on a backend.</summary>
    private protected static ICache CacheOn(ICacheBackend backend, string prefix)
    {
        var services = new ServiceCollection();
        services.AddKeyedCacheKit("cache", prefix, Patient).UseBackend(backend);
        return services.BuildServiceProvider().GetRequiredKeyedService<ICache>("cache");
    }
}
