using System.Text;
using CacheKit.Conformance;

namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>Processes share the header names by which responses vary, through their store. A second application stands for another process.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SharedVariantsTests : IDisposable
{
    private readonly TestClock _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryBackend _entries;
    private readonly PayloadBackend _store;

    public SharedVariantsTests()
    {
        _entries = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        _store = new PayloadBackend(_entries);
    }

    public void Dispose() => _entries.Dispose();

    [Test]
    public async Task A_new_process_finds_each_entry_of_the_names_that_another_has_learned()
    {
        await using TestApp one = await StartAsync("one");
        await using TestApp other = await StartAsync("other");
        foreach (string shape in new[] { "round", "flat" })
            await GetAsync(one, "/X-Shape", $"X-Shape: {shape}");
        foreach (string shape in new[] { "round", "flat" })
        {
            Answer hit = await GetAsync(other, "/X-Shape", $"X-Shape: {shape}");
            Assert.That((hit.Body, hit.CacheKit), Is.EqualTo(($"one {shape}", "HIT")));
        }
    }

    // The names are saved when they are learned, and then not again.
    [Test]
    public async Task The_names_outlive_the_entries_of_their_endpoint()
    {
        await using TestApp one = await StartAsync("one");
        await using TestApp other = await StartAsync("other");
        await GetAsync(one, "/X-Shape", "X-Shape: round");
        _clock.Advance(TimeSpan.FromSeconds(50));
        await GetAsync(one, "/X-Shape", "X-Shape: flat");
        _clock.Advance(TimeSpan.FromSeconds(50));
        Assert.That((await GetAsync(other, "/X-Shape", "X-Shape: flat")).Body, Is.EqualTo("one flat"));
    }

    [Test]
    public async Task The_names_of_two_processes_are_saved_together()
    {
        await using TestApp one = await StartAsync("one");
        await using TestApp other = await StartAsync("other");

        // Before the first process saves anything, the second has looked for names.
        await GetAsync(other, "/plain");
        await GetAsync(one, "/X-One");
        await GetAsync(other, "/X-Two");
        Assert.That(Encoding.Latin1.GetString(await SavedAsync()), Does.Contain("x-one,x-two"));
    }

    [TestCase("x-shape", 1, "miss")]
    [TestCase("x@shape", 1, "uri-miss")]
    [TestCase("x-shape", 1200, "uri-miss")]
    public async Task Names_that_no_process_can_have_saved_are_ignored(string name, int times, string reason)
    {
        await using TestApp one = await StartAsync("one");
        await using TestApp other = await StartAsync("other");
        await GetAsync(one, "/X-Shape");
        byte[] saved = await SavedAsync();
        string names = string.Join(',', Enumerable.Repeat(name, times));
        string forged = Encoding.Latin1.GetString(saved).Replace("x-shape", names, StringComparison.Ordinal);
        await _entries.SetAsync(KeyOfNames, Encoding.Latin1.GetBytes(forged), null);
        Assert.That((await GetAsync(other, "/plain")).CacheStatus, Is.EqualTo($"CacheKit; fwd={reason}; stored"));
    }

    [Test]
    public async Task An_endpoint_whose_responses_vary_by_nothing_saves_no_names()
    {
        await using TestApp app = await StartAsync("one");
        await GetAsync(app, "/plain");
        Assert.That((await GetAsync(app, "/plain")).CacheKit, Is.EqualTo("HIT"));
        Assert.That(_store.Keys.Select(key => key.Contains("GET http", StringComparison.Ordinal)), Is.EqualTo(new[] { true }));
    }

    [Test]
    public async Task Names_in_the_memory_of_one_process_are_not_saved()
    {
        await using TestApp app = await StartAsync("one", _entries);
        await GetAsync(app, "/X-Shape");
        Assert.That((await GetAsync(app, "/X-Shape")).CacheKit, Is.EqualTo("HIT"));
        Assert.That(await _entries.ClearAsync(""), Is.EqualTo(1));
    }

    private string KeyOfNames => _store.Keys.Single(key => !key.Contains("GET http", StringComparison.Ordinal));

    private async Task<byte[]> SavedAsync() => (await _entries.GetAsync(KeyOfNames))!.Value.ToArray();

    private static Task<Answer> GetAsync(TestApp app, string path, params string[] headers) => app.GetAsync(path, ["Host: cache", .. headers]);

    // The response of a URL such as /X-Shape varies by that header.
    private Task<TestApp> StartAsync(string process, ICacheBackend? backend = null) => TestApp.StartAsync(
        routes => routes.MapGet("/{name}", [Cache(60)] (string name, HttpContext context) =>
        {
            if (name == "plain")
                return process;
            context.Response.Headers.Vary = name;
            return $"{process} {context.Request.Headers[name]}";
        }),
        new TestAppSettings { Backend = backend ?? _store, Options = options => options.TimeProvider = _clock });
}
