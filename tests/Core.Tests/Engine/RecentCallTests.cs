using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A call that is computed again on request, without its caller.</summary>
[TestFixture(StoreKind.Memory)]
[TestFixture(StoreKind.Remote)]
internal sealed class RecentCallTests(StoreKind kind) : CacheFixture(kind, hasTimeout: false)
{
    private const string Key = "app::key";

    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly CacheEntryOptions _ofAMinute = new() { Expiration = _minute };

    private readonly AsyncLocal<string?> _tenant = new();
    private readonly Source _source = new();
    private IDisposable? _observing;

    [SetUp]
    public void Observe() => _observing = Cache.Engine.RecentCalls.Observe();

    [TearDown]
    public void EndObserving() => _observing!.Dispose();

    [Test]
    public async Task A_call_without_an_execution_context_is_computed_again_without_one()
    {
        var tenants = new List<string?>();
        Task<string> call;
        using (ExecutionContext.SuppressFlow())
        {
            call = CallAsync(_ofAMinute, _ =>
            {
                tenants.Add(_tenant.Value);
                return new("value");
            });
        }

        await call.Soon();
        _tenant.Value = "of another";
        Assert.That(await RefreshAsync(), Is.True);
        Assert.That(tenants, Is.EqualTo(new string?[] { null, null }));
    }

    [Test]
    public async Task A_function_that_times_out_has_failed()
    {
        await CallAsync(_ofAMinute);
        _source.Failure = new TimeoutException();
        Assert.That(await RefreshAsync(), Is.False);
        Assert.That(_source.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task A_failure_is_remembered_for_later_callers()
    {
        CacheEntryOptions options = _ofAMinute with { ExpirationRules = new ExpirationRules { ExceptionExpiration = _ => _hour } };
        await CallAsync(options);
        _source.Failure = new IOException();
        Assert.That(await RefreshAsync(), Is.False);
        Clock.Advance(_minute);
        Assert.That(() => CallAsync(options), Throws.TypeOf<IOException>());
        Assert.That(_source.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task A_failure_delays_the_next_attempt_while_the_old_value_is_served()
    {
        CacheEntryOptions options = _ofAMinute with { Stale = new StaleOptions { Grace = _hour, RetryAfter = _hour } };
        await CallAsync(options);
        _source.Failure = new IOException();
        Assert.That(await RefreshAsync(), Is.False);
        Clock.Advance(_minute);
        Assert.That(await CallAsync(options), Is.EqualTo("value 1"));
        Assert.That(_source.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task A_failure_reaches_the_callers_that_wait_for_the_value()
    {
        await CallAsync(_ofAMinute);
        Gate gate = _source.Gate = new Gate();
        _ = RefreshAsync();
        await gate.Reached.Soon();
        Clock.Advance(_minute);
        Task<string> waiting = CallAsync(_ofAMinute);
        _source.Failure = new IOException();
        gate.Open();
        Assert.That(async () => await waiting.Soon(), Throws.TypeOf<IOException>());
        Assert.That(_source.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task A_value_that_is_not_to_be_stored_removes_the_old_one()
    {
        bool stores = true;
        await CallAsync(_ofAMinute, _ =>
        {
            CacheContext.Current!.ShouldStore = stores;
            return new("value");
        });
        stores = false;
        Assert.That(await RefreshAsync(), Is.True);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task The_scope_of_each_computation_is_disposed_after_it()
    {
        var scope = new CountedScope();
        await CallAsync(_ofAMinute, scope: scope);
        await Poll.UntilAsync(() => scope.Disposals == 1);
        Gate gate = _source.Gate = new Gate();
        Task<bool> refresh = RefreshAsync();
        await gate.Reached.Soon();
        Assert.That(scope.Disposals, Is.EqualTo(1));
        gate.Open();
        Assert.That(await refresh, Is.True);
        await Poll.UntilAsync(() => scope.Disposals == 2);
    }

    [Test]
    public async Task A_success_ends_a_remembered_exception()
    {
        CacheEntryOptions options = _ofAMinute with { ExpirationRules = new ExpirationRules { ExceptionExpiration = _ => _hour } };
        await CallAsync(options);
        _source.Failure = new IOException();
        Assert.That(await RefreshAsync(), Is.False);
        _source.Failure = null;
        Assert.That(await RefreshAsync(), Is.True);
        Clock.Advance(_minute);
        Assert.That(await CallAsync(options), Is.EqualTo("value 4"));
    }

    private Task<string> CallAsync(
        CacheEntryOptions options, Func<CancellationToken, ValueTask<string>>? function = null, IAsyncDisposable? scope = null) =>
        Cache.Engine.GetOrCreateAsync(
            Key,
            new CallState(function ?? _source.RunAsync, scope),
            static (state, token) => state.Function(token),
            Cache.SettingsOf(options),
            CancellationToken.None).AsTask();

    private Task<bool> RefreshAsync() => Cache.Engine.RecentCalls.Of(Key)!.RefreshAsync(Cache.Engine, Key).Soon();

    private sealed class CountedScope : IAsyncDisposable
    {
        private int _disposals;

        public int Disposals => Volatile.Read(ref _disposals);

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref _disposals);
            return default;
        }
    }
}
