using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Conformance;

/// <summary>The properties of a backend that its tests need. Inherit <see cref="BackendConformance"/> instead of this class.</summary>
public abstract class BackendFixture
{
    private readonly string _run = $"conformance:{Guid.NewGuid():N}:";
    private ICacheBackend? _backend;
    private int _tests;

    /// <summary>
    /// Creates the backend under test, once for all tests. Its store may be shared: every test has its own keys. It is disposed after the
    /// last test if it is disposable.
    /// </summary>
    protected abstract ValueTask<ICacheBackend> CreateBackendAsync();

    /// <summary>Creates another backend, which a test disposes. Calls <see cref="CreateBackendAsync"/> by default.</summary>
    protected virtual ValueTask<ICacheBackend> CreateOtherAsync() => CreateBackendAsync();

    /// <summary>Stops what <see cref="CreateBackendAsync"/> started besides the backend, such as a server. Called last.</summary>
    protected virtual ValueTask EndStoreAsync() => default;

    /// <summary>
    /// The clock by which entries expire, if the backend was created with one: the tests move it. Null by default: the store uses its own
    /// clock, and the tests wait.
    /// </summary>
    protected virtual FakeTimeProvider? Clock => null;

    /// <summary>The precision of a time to live in the store, which is also the shortest one. 1 millisecond by default.</summary>
    protected virtual TimeSpan Precision => TimeSpan.FromMilliseconds(1);

    /// <summary>The largest payload in bytes that the store accepts. 1 MB by default, at least 64 KB.</summary>
    protected virtual int LargestPayload => 1024 * 1024;

    /// <summary>
    /// Whether the store finds the keys with any prefix. True by default. If false, the backend clears whole caches and namespaces only, and
    /// refuses any other prefix with a <see cref="StoreRefusedException"/>.
    /// </summary>
    protected virtual bool ClearsAnyPrefix => true;

    /// <summary>
    /// Whether the tests of odd keys run. True by default. False suits a wrapper that hands keys on as they are, to a store whose own suite
    /// runs these tests.
    /// </summary>
    protected virtual bool TestsOddKeys => true;

    /// <summary>More keys than the store lists or removes in one step. 2,500 by default.</summary>
    protected virtual int ManyKeys => 2_500;

    /// <summary>How often concurrent calls race in a test: less often if each call is a round trip. 20 by default.</summary>
    protected virtual int Races => 20;

    /// <summary>
    /// The number of random sequences of operations that are compared with the model: fewer if each operation is a round trip.
    /// </summary>
    protected virtual int GeneratedSequences => Clock is null ? 25 : 500;

    /// <summary>The backend under test.</summary>
    protected ICacheBackend Backend => _backend ?? throw new InvalidOperationException("The fixture has not been set up.");

    /// <summary>The clock by which a test measures: the store's if the test controls it, otherwise the system's.</summary>
    protected TimeProvider Time => Clock ?? TimeProvider.System;

    /// <summary>The beginning of every key of the current test.</summary>
    protected string Prefix => $"{_run}{_tests}:";

    [OneTimeSetUp]
    public async Task CreateBackend()
    {
        _backend = await CreateBackendAsync();

        // A backend may refuse calls until it is connected.
        await Poll.UntilSucceedsAsync(async () => await Backend.GetAsync(_run));
    }

    [SetUp]
    public void BeginKeys() => _tests++;

    // A store that has no order of keys examines all entries in every clear and listing, so each test begins with few of them.
    [TearDown]
    public async Task ClearKeys()
    {
        if (ClearsAnyPrefix)
            await Backend.ClearAsync(Prefix);
    }

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

    /// <summary>Returns a key that no other test uses.</summary>
    protected string Key(string name = "key") => Prefix + name;

    /// <summary>Stores a text under a key.</summary>
    protected ValueTask WriteAsync(string key, string text, TimeSpan? timeToLive = null) =>
        Backend.SetAsync(key, Encoding.UTF8.GetBytes(text), timeToLive);

    /// <summary>Returns the text under a key; null if the key is absent.</summary>
    protected async ValueTask<string?> ReadAsync(string key) =>
        await Backend.GetAsync(key) is { } payload ? Encoding.UTF8.GetString(payload.Span) : null;

    /// <summary>Returns an optional capability of the backend. If the backend lacks it, the test passes with a message.</summary>
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

    /// <summary>If the store clears whole caches and namespaces only, the test passes with a message.</summary>
    protected void PassUnlessAnyPrefixIsCleared()
    {
        if (!ClearsAnyPrefix)
            Assert.Pass($"{Backend.GetType().Name} clears whole caches and namespaces only.");
    }

    /// <summary>If the fixture does without the tests of odd keys, the test passes with a message.</summary>
    protected void PassUnlessOddKeysAreTested()
    {
        if (!TestsOddKeys)
            Assert.Pass("The suite of the store itself tests odd keys.");
    }

    /// <summary>
    /// Configures a cache to wait for the store as long as the backend does, so that a busy machine does not turn a hit into a miss.
    /// </summary>
    protected static void Patient(CacheOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Store = new StoreOptions { Timeout = null };
    }

    /// <summary>Lets an entry expire: by moving the test's clock, or by waiting until the store has dropped the entry.</summary>
    protected async Task OutliveAsync(string key, TimeSpan life)
    {
        if (Clock is not null)
            Clock.Advance(life > Precision ? life : Precision);
        else
            await Poll.UntilAsync(async () => await Backend.GetAsync(key) is null, within: life + Precision + TimeSpan.FromMinutes(1));
    }

    /// <summary>Disposes a backend or a level if it is disposable.</summary>
    protected static async ValueTask DisposeOfAsync(object? disposable)
    {
        if (disposable is IAsyncDisposable asyncDisposable)
            await asyncDisposable.DisposeAsync();
        else
            (disposable as IDisposable)?.Dispose();
    }

    /// <summary>Creates a cache on a backend.</summary>
    private protected static ICache CacheOn(ICacheBackend backend, string prefix)
    {
        var services = new ServiceCollection();
        services.AddKeyedCacheKit("cache", prefix, Patient).UseBackend(backend);
        return services.BuildServiceProvider().GetRequiredKeyedService<ICache>("cache");
    }
}
