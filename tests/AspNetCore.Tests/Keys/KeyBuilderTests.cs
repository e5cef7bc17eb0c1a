using System.Reflection;
using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Tests.Keys;

/// <summary>Key builders of an endpoint's own.</summary>
[TestFixture]
public sealed class KeyBuilderTests
{
    private int _runs;
    private PayloadBackend _store = null!;
    private InMemoryBackend _entries = null!;

    [SetUp]
    public void Forget()
    {
        _runs = 0;
        _entries = new InMemoryBackend();
        _store = new PayloadBackend(_entries);
    }

    [TearDown]
    public void Close() => _entries.Dispose();

    [Test]
    public async Task A_key_builder_of_ones_own_makes_the_key()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/{id}", [Cache(60, Namespace = "n", KeyBuilder = typeof(TenantKeyBuilder))] (int id) => ++_runs));
        await app.GetAsync("/1", "X-Tenant: a");
        Answer hit = await app.GetAsync("/1", "X-Tenant: a");
        Answer other = await app.GetAsync("/1", "X-Tenant: b");
        Assert.That((hit.CacheKit, other.CacheKit), Is.EqualTo(("HIT", "MISS")));
        Assert.That(_store.Keys, Is.EqualTo(new[] { $"p:n:a GET {app.Origin}/1", $"p:n:b GET {app.Origin}/1" }));
    }

    [Test]
    public async Task A_key_builder_that_waits_makes_the_key()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, KeyBuilder = typeof(WaitingKeyBuilder))] () => ++_runs));
        await app.GetAsync("/?a=1");
        Answer hit = await app.GetAsync("/?a=2");
        Assert.That((hit.CacheKit, _store.Keys.Single()), Is.EqualTo(("HIT", "p::waited for /")));
    }

    [TestCase("")]
    [TestCase(null)]
    public async Task A_request_with_an_empty_key_bypasses_the_cache(string? key)
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, KeyBuilder = typeof(FixedKeyBuilder))] () => ++_runs),
            services => services.AddSingleton(new FixedKeyBuilder(key)));
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second.CacheKit, second.CacheStatus), Is.EqualTo(("2", "BYPASS", "CacheKit; fwd=bypass; detail=no-key")));
    }

    [TestCase(typeof(FailingKeyBuilder))]
    [TestCase(typeof(FailingAsyncKeyBuilder))]
    public async Task A_request_whose_key_builder_fails_bypasses_the_cache_with_one_warning(Type keyBuilder)
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", () => ++_runs).Cache(60, keyBuilder: keyBuilder));
        await app.GetAsync();
        Answer second = await app.GetAsync();
        Assert.That((second.Body, second.CacheKit, second.CacheStatus), Is.EqualTo(("2", "BYPASS", "CacheKit; fwd=bypass; detail=no-key")));
        LogLine warning = app.Log.OfCacheKit.Single(line => line.Level == LogLevel.Warning);
        Assert.That(warning.Message, Does.StartWith("A request to ").And.EndsWith("was not cached, because its key builder failed. Logged once per endpoint"));
        Assert.That(warning.Exception, Is.TypeOf<TimeoutException>());
    }

    [Test]
    public async Task A_client_that_leaves_cancels_its_key_builder_and_runs_nothing()
    {
        var asked = new TaskCompletionSource();
        var left = new TaskCompletionSource();
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, KeyBuilder = typeof(PatientKeyBuilder))] () => ++_runs),
            services => services.AddSingleton(new PatientKeyBuilder(asked, left)));
        using var source = new CancellationTokenSource();
        Task<HttpResponseMessage> request = app.Client.GetAsync(new Uri("/", UriKind.Relative), source.Token);
        await asked.Task;
        await source.CancelAsync();
        await left.Task;
        Assert.That(() => request, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((_runs, app.Log.OfCacheKit.Count(line => line.Level == LogLevel.Warning)), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_class_that_is_both_kinds_of_key_builder_need_not_be_awaited()
    {
        await using TestApp app = await StartAsync(routes => routes.MapGet("/", [Cache(60, KeyBuilder = typeof(BothKeyBuilder))] () => ++_runs));
        await app.GetAsync();
        Assert.That(_store.Keys, Is.EqualTo(new[] { "built" }));
    }

    [Test]
    public async Task A_key_builder_that_is_a_service_is_taken_from_there()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, KeyBuilder = typeof(FixedKeyBuilder))] () => ++_runs),
            services => services.AddSingleton(new FixedKeyBuilder("the key")));
        await app.GetAsync();
        Assert.That(_store.Keys, Is.EqualTo(new[] { "the key" }));
    }

    [Test]
    public async Task The_hashed_key_builder_makes_keys_of_one_form()
    {
        await using TestApp app = await StartAsync(
            routes => routes.MapGet("/", [Cache(60, Namespace = "n", KeyBuilder = typeof(HashedKeyBuilder))] () => ++_runs));
        await app.GetAsync("/?a=1&b=2");
        Answer hit = await app.GetAsync("/?b=2&a=1");
        Answer other = await app.GetAsync("/?a=2&b=1");
        Assert.That((hit.CacheKit, other.CacheKit), Is.EqualTo(("HIT", "MISS")));
        Assert.That(_store.Keys, Has.All.Match("^p:n:[0-9a-f]{32}$"));
    }

    [Test]
    public async Task The_key_builder_of_the_cache_makes_the_keys_of_all_endpoints()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", [Cache(60)] () => ++_runs),
            new TestAppSettings { Backend = _store, Options = options => options.KeyBuilder = new TenantKeyBuilder() });
        await app.GetAsync("/", "X-Tenant: a");
        Assert.That(_store.Keys.Single(), Does.StartWith("::a GET "));
    }

    [Test]
    public async Task The_default_key_builder_can_be_named_where_the_cache_has_another()
    {
        await using TestApp app = await TestApp.StartAsync(
            routes => routes.MapGet("/", [Cache(60, KeyBuilder = typeof(DefaultKeyBuilder))] () => ++_runs),
            new TestAppSettings { Backend = _store, Options = options => options.KeyBuilder = new HashedKeyBuilder() });
        await app.GetAsync();
        Assert.That(_store.Keys, Is.EqualTo(new[] { $"::GET {app.Origin}/" }));
    }

    [Test]
    public async Task A_key_builder_sees_the_handler_and_the_request()
    {
        var seen = new SeenCalls();
        await using TestApp app = await StartAsync(
            routes =>
                routes.MapGet(
                    "/{id}",
                    [Cache(60, Namespace = "n", KeyBuilder = typeof(SeeingKeyBuilder)), VaryBy(Headers = ["X-A"])] (int id) => ++_runs),
            services => services.AddSingleton(seen));
        await app.GetAsync("/7", "X-A: 1");
        CacheCall call = seen.Calls.Single();
        Assert.That((call.Prefix, call.Namespace, call.KeyPrefix, call.Request), Is.EqualTo(("p", "n", "p:n:", $"GET {app.Origin}/7 x-a=1")));
        Assert.That(call.Method!.GetParameters().Select(parameter => parameter.Name), Is.EqualTo(new[] { "id" }));
        Assert.That(call.DeclaringType, Is.EqualTo(typeof(KeyBuilderTests)));
    }

    [Test]
    public void The_call_of_a_function_has_no_http_context() =>
        Assert.That(
            () => new CacheCall { Method = (MethodInfo)MethodBase.GetCurrentMethod()! }.GetHttpContext(),
            Throws.InvalidOperationException.With.Message.Contains("no HttpContext"));

    private Task<TestApp> StartAsync(Action<WebApplication> routes, Action<IServiceCollection>? services = null) =>
        TestApp.StartAsync(routes, new TestAppSettings { Backend = _store, Prefix = "p", Services = services });

    private sealed class TenantKeyBuilder : IKeyBuilder
    {
        public string Build(in CacheCall call) => $"{call.KeyPrefix}{call.GetHttpContext().Request.Headers["X-Tenant"]} {call.Request}";
    }

    private sealed class WaitingKeyBuilder : IAsyncKeyBuilder
    {
        public async ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return $"{call.KeyPrefix}waited for {call.GetHttpContext().Request.Path}";
        }
    }

    private sealed class FailingKeyBuilder : IKeyBuilder
    {
        public string Build(in CacheCall call) => throw new TimeoutException("no tenant");
    }

    private sealed class FailingAsyncKeyBuilder : IAsyncKeyBuilder
    {
        public async ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken)
        {
            await Task.Yield();
            throw new TimeoutException("no tenant");
        }
    }

    private sealed class PatientKeyBuilder(TaskCompletionSource asked, TaskCompletionSource left) : IAsyncKeyBuilder
    {
        public async ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken)
        {
            asked.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return "";
            }
            finally
            {
                left.SetResult();
            }
        }
    }

    private sealed class BothKeyBuilder : IKeyBuilder, IAsyncKeyBuilder
    {
        public string Build(in CacheCall call) => "built";

        public ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken) => new("awaited");
    }

    private sealed class FixedKeyBuilder(string? key) : IKeyBuilder
    {
        public string Build(in CacheCall call) => key!;
    }

    private sealed class SeenCalls
    {
        public List<CacheCall> Calls { get; } = [];
    }

    private sealed class SeeingKeyBuilder(SeenCalls seen) : IKeyBuilder
    {
        public string Build(in CacheCall call)
        {
            seen.Calls.Add(call);
            return "key";
        }
    }
}
