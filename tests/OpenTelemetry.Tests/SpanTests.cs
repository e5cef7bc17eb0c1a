using System.Collections.Concurrent;
using System.Diagnostics;
using CacheKit.Conformance;
using CacheKit.OpenTelemetry.Tests.Fakes;

namespace CacheKit.OpenTelemetry.Tests;

/// <summary>Spans say what a cache does for a request, without keys unless the application asks for them.</summary>
[TestFixture]
internal sealed class SpanTests : CacheTests
{
    private const string Switch = "CacheKit.KeysInTraces";

    private CollectedSpans _spans = new();

    [SetUp]
    public void Listen() => _spans = new CollectedSpans();

    [TearDown]
    public void EndSpans()
    {
        _spans.Dispose();
        AppContext.SetSwitch(Switch, false);
    }

    [Test]
    public async Task A_computation_is_a_child_of_the_request_and_the_parent_of_what_the_factory_does()
    {
        Cache cache = InMemory();
        using Activity request = CollectedSpans.Request();
        Activity? current = null;
        await cache.GetOrCreateAsync("key", _ =>
        {
            current = Activity.Current;
            return ValueTask.FromResult("value");
        }, new CacheEntryOptions { Namespace = "items" });
        Activity span = _spans.Named("compute items").Single();
        Assert.That((span.ParentSpanId, span.Kind, span), Is.EqualTo((request.SpanId, ActivityKind.Internal, current)));
        Assert.That(Tags(span), Is.EqualTo(new[] { ("cachekit.cache", Name), ("cachekit.namespace", "items") }));
        Assert.That(Activity.Current, Is.SameAs(request));
    }

    [Test]
    public void A_failed_computation_has_an_error_without_the_message()
    {
        Cache cache = InMemory();
        Assert.That(async () => await cache.GetOrCreateAsync<string>("key", _ => throw new InvalidDataException("secret")), Throws.TypeOf<InvalidDataException>());
        Activity span = _spans.Named("compute").Single();
        Assert.That((span.Status, span.StatusDescription, span.GetTagItem("error.type")),
            Is.EqualTo((ActivityStatusCode.Error, (string?)null, (object?)"System.IO.InvalidDataException")));
    }

    [Test]
    public async Task A_hit_in_memory_has_no_span()
    {
        Cache cache = InMemory();
        await cache.SetAsync("key", "value");
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("other"));
        Assert.That(_spans.All, Is.Empty);
    }

    [Test]
    public async Task A_call_of_a_store_is_a_client_span()
    {
        Cache cache = OnStore();
        using Activity request = CollectedSpans.Request();
        await cache.TryGetAsync<string>("key");
        Activity span = _spans.Named("get SharedStore").Single();
        Assert.That((span.ParentSpanId, span.Kind), Is.EqualTo((request.SpanId, ActivityKind.Client)));
        Assert.That(Tags(span), Is.EqualTo(new[] { ("cachekit.backend", "SharedStore"), ("cachekit.cache", Name), ("cachekit.operation", "get") }));
    }

    [Test]
    public async Task A_wait_for_a_lease_is_the_parent_of_its_calls()
    {
        Cache cache = OnStore();
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), new CacheEntryOptions { Lease = TimeSpan.FromMinutes(1) });
        Activity wait = _spans.Named("wait for lease").Single();
        Assert.That(Tags(wait), Is.EqualTo(new[] { ("cachekit.cache", Name), ("cachekit.result", "taken") }));
        Assert.That(_spans.Named("add SharedStore").Where(span => span.ParentSpanId == wait.SpanId), Is.Not.Empty);
    }

    [Test]
    public async Task A_background_refresh_is_a_root_that_is_linked_to_its_request()
    {
        Cache cache = InMemory();
        var options = new CacheEntryOptions
        {
            Expiration = TimeSpan.FromMinutes(1),
            Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.Zero },
        };
        await cache.SetAsync("key", "old", options);
        Clock.Advance(TimeSpan.FromMinutes(2));
        ActivityContext origin;
        using (Activity request = CollectedSpans.Request())
        {
            origin = request.Context;
            await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), options);
        }

        await Poll.UntilAsync(() => _spans.Named("refresh").Count == 1);
        Activity refresh = _spans.Named("refresh").Single();
        Assert.That((refresh.ParentSpanId, refresh.Links.Single().Context), Is.EqualTo((default(ActivitySpanId), origin)));
        Assert.That(refresh.TraceId, Is.Not.EqualTo(origin.TraceId));
        Assert.That(_spans.Named("compute").Single().ParentSpanId, Is.EqualTo(refresh.SpanId));
    }

    [Test]
    public async Task A_background_run_of_a_handler_is_a_root_that_is_linked_to_its_request()
    {
        var requests = new ConcurrentQueue<ActivityContext>();
        await using TestApp app = await TestApp.StartAsync(
            app => app.MapGet("/page", [Cache(60)] () => "value"),
            new TestAppSettings
            {
                Options = options => options.Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.Zero },
                Outer = outer => outer.Use((context, next) =>
                {
                    requests.Enqueue(Activity.Current!.Context);
                    return next(context);
                }),
            });
        await app.GetAsync("/page");
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        await app.GetAsync("/page");
        await Poll.UntilAsync(() => _spans.Named("refresh /page").Count == 1);
        Activity refresh = _spans.Named("refresh /page").Single();
        Assert.That(refresh.ParentSpanId, Is.EqualTo(default(ActivitySpanId)));
        Assert.That(refresh.Links.Single().Context, Is.EqualTo(requests.Last()));
        Assert.That(_spans.Named("compute /page").Where(span => span.ParentSpanId == refresh.SpanId), Has.Exactly(1).Items);
    }

    [Test]
    public async Task Keys_are_recorded_only_if_the_application_asks_for_them([Values] bool asks)
    {
        using var spans = new CollectedSpans(options => options.RecordsKeys = asks);
        Cache cache = OnStore();
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
        Assert.That(spans.All.Select(span => span.GetTagItem("cachekit.key")).Distinct(), Is.EqualTo(new[] { asks ? "app::key" : null }));
    }

    private static (string, object?)[] Tags(Activity span) => [.. span.TagObjects.Select(tag => (tag.Key, tag.Value)).OrderBy(tag => tag.Key, StringComparer.Ordinal)];
}
