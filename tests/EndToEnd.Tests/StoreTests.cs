using System.Net;
using CacheKit.Conformance;

namespace CacheKit.EndToEnd.Tests;

/// <summary>A client sees the same responses on every store.</summary>
[TestFixture("memory")]
[TestFixture("redis")]
[TestFixture("memcached")]
[TestFixture("dynamodb")]
internal sealed class StoreTests(string name)
{
    private RunningStore _store = null!;
    private ICacheBackend _backend = null!;
    private Api _api = null!;

    [OneTimeSetUp]
    public async Task StartStore() => _store = await RunningStore.StartAsync(name);

    [SetUp]
    public async Task StartApi()
    {
        _backend = await _store.OpenAsync();
        _api = await Api.StartAsync(_backend, prefix: Guid.NewGuid().ToString("N"));
    }

    [TearDown]
    public async Task StopApi()
    {
        await _api.Cache.ClearAsync();
        await _api.DisposeAsync();
        (_backend as IDisposable)?.Dispose();
    }

    [OneTimeTearDown]
    public async Task StopStore()
    {
        if (_store is not null)
            await _store.DisposeAsync();
    }

    [Test]
    public async Task Two_servers_run_a_handler_with_a_lease_once()
    {
        ICacheBackend backend = _backend is InMemoryBackend ? _backend : await _store.OpenAsync();
        await using Api other = await Api.StartAsync(backend, prefix: _api.CacheSettings.Prefix);
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? _api : other).GetAsync("/leased")));
        string[] bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        foreach (HttpResponseMessage answer in answers)
            answer.Dispose();
        if (backend != _backend)
            (backend as IDisposable)?.Dispose();

        Assert.That((_api.Runs + other.Runs, bodies.Distinct().Single()), Is.EqualTo((1, """{"run":1}""")));
    }

    [Test]
    public async Task An_expired_response_is_served_while_the_handler_fails()
    {
        (await _api.GetAsync("/fragile")).Dispose();
        _api.IsDown = true;
        string cacheStatus = "";
        await Poll.UntilAsync(async () =>
        {
            using HttpResponseMessage answer = await _api.GetAsync("/fragile");
            Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo("""{"run":1}"""));
            cacheStatus = answer.Headers.GetValues("Cache-Status").Single();
            return cacheStatus.Contains("stale", StringComparison.Ordinal);
        });

        Assert.That(cacheStatus, Does.StartWith("CacheKit; hit; ttl=").And.EndsWith("detail=stale-if-error"));
    }

    [TestCase("/json", HttpStatusCode.OK, "application/json; charset=utf-8")]
    [TestCase("/page", HttpStatusCode.OK, "text/html; charset=utf-8")]
    [TestCase("/failing", HttpStatusCode.InternalServerError, "application/json; charset=utf-8")]
    public async Task A_hit_is_what_the_handler_answered(string path, HttpStatusCode status, string contentType)
    {
        using HttpResponseMessage miss = await _api.GetAsync(path);
        using HttpResponseMessage hit = await _api.GetAsync(path);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Status(miss), Is.EqualTo("MISS"));
            Assert.That(Status(hit), Is.EqualTo("HIT"));
            Assert.That(hit.StatusCode, Is.EqualTo(status));
            Assert.That(hit.Content.Headers.ContentType?.ToString(), Is.EqualTo(contentType));
            Assert.That(await hit.Content.ReadAsStringAsync(), Is.EqualTo(await miss.Content.ReadAsStringAsync()));
            Assert.That(hit.Headers.ETag, Is.EqualTo(miss.Headers.ETag));
            Assert.That(_api.Runs, Is.EqualTo(1));
        }
    }

    [TestCase("/json")]
    [TestCase("/page")]
    [TestCase("/failing")]
    [TestCase("/forever")]
    public async Task A_hit_makes_one_call_of_the_store(string path)
    {
        var counting = new CallCountingBackend(_backend);
        await using Api api = await Api.StartAsync(counting, prefix: _api.CacheSettings.Prefix);
        (await api.GetAsync(path)).Dispose();
        int before = counting.Calls;
        using HttpResponseMessage hit = await api.GetAsync(path);

        Assert.That((Status(hit), counting.Calls - before), Is.EqualTo(("HIT", 1)));
    }

    [Test]
    public async Task The_headers_of_the_handler_come_back()
    {
        (await _api.GetAsync("/page")).Dispose();
        using HttpResponseMessage hit = await _api.GetAsync("/page");

        Assert.That(hit.Headers.GetValues("X-Run"), Is.EqualTo(new[] { "1" }));
    }

    [Test]
    public async Task Max_age_is_the_time_to_live()
    {
        (await _api.GetAsync("/json")).Dispose();
        using HttpResponseMessage hit = await _api.GetAsync("/json");

        Assert.That(hit.Headers.CacheControl?.MaxAge?.TotalSeconds, Is.InRange(1, 60));
    }

    [Test]
    public async Task An_entry_without_expiration_has_a_max_age_of_one_year()
    {
        (await _api.GetAsync("/forever")).Dispose();
        using HttpResponseMessage hit = await _api.GetAsync("/forever");

        Assert.That(hit.Headers.CacheControl?.MaxAge, Is.EqualTo(TimeSpan.FromDays(365)));
    }

    [Test]
    public async Task A_client_that_has_the_response_gets_304()
    {
        using HttpResponseMessage miss = await _api.GetAsync("/page");
        using HttpResponseMessage again = await _api.GetAsync("/page", ("If-None-Match", miss.Headers.ETag!.ToString()));

        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [Test]
    public async Task Clearing_a_namespace_leaves_the_others()
    {
        (await _api.GetAsync("/items/1")).Dispose();
        (await _api.GetAsync("/items/2")).Dispose();
        (await _api.GetAsync("/json")).Dispose();

        long cleared = await _api.Cache.ClearAsync("items");

        using HttpResponseMessage item = await _api.GetAsync("/items/1");
        using HttpResponseMessage json = await _api.GetAsync("/json");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(cleared, Is.EqualTo(name == "memcached" ? -1 : 2));
            Assert.That(Status(item), Is.EqualTo("MISS"));
            Assert.That(Status(json), Is.EqualTo("HIT"));
        }
    }

    [Test]
    public async Task Another_process_finds_the_response_and_sees_it_cleared()
    {
        ICacheBackend backend = await _store.OpenAsync();
        await using Api other = await Api.StartAsync(backend, prefix: _api.CacheSettings.Prefix);
        (await _api.GetAsync("/json", ("Host", "one.test"))).Dispose();
        using HttpResponseMessage found = await other.GetAsync("/json", ("Host", "one.test"));
        await _api.Cache.ClearAsync();
        using HttpResponseMessage cleared = await other.GetAsync("/json", ("Host", "one.test"));
        (backend as IDisposable)?.Dispose();

        // In memory, each process has its own entries.
        Assert.That((Status(found), Status(cleared)), Is.EqualTo(name == "memory" ? ("MISS", "HIT") : ("HIT", "MISS")));
    }

    [Test]
    public async Task A_request_with_no_cache_is_computed_again()
    {
        (await _api.GetAsync("/json")).Dispose();
        using HttpResponseMessage refreshed = await _api.GetAsync("/json", ("Cache-Control", "no-cache"));
        using HttpResponseMessage hit = await _api.GetAsync("/json");

        Assert.That((Status(refreshed), Status(hit), _api.Runs), Is.EqualTo(("BYPASS", "HIT", 2)));
        Assert.That(await hit.Content.ReadAsStringAsync(), Is.EqualTo(await refreshed.Content.ReadAsStringAsync()));
    }

    [Test]
    public async Task Requests_at_the_same_time_run_the_handler_once()
    {
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _api.GetAsync("/items/7")));
        string[] bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));

        Assert.That(bodies.Distinct().Count(), Is.EqualTo(1));
        Assert.That(_api.Runs, Is.EqualTo(1));
        foreach (HttpResponseMessage answer in answers)
            answer.Dispose();
    }

    [Test]
    public async Task A_very_long_query_works()
    {
        string path = "/json?q=" + new string('x', 7_000);
        (await _api.GetAsync(path)).Dispose();
        using HttpResponseMessage hit = await _api.GetAsync(path);
        using HttpResponseMessage other = await _api.GetAsync(path + "y");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Status(hit), Is.EqualTo("HIT"));
            Assert.That(Status(other), Is.EqualTo("MISS"));
        }
    }

    private static string Status(HttpResponseMessage response) => response.Headers.GetValues("X-CacheKit").Single();
}
