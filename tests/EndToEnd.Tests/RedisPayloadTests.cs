using CacheKit.Servers;

namespace CacheKit.EndToEnd.Tests;

/// <summary>The content of Redis, as any tool reads it.</summary>
internal sealed class RedisPayloadTests
{
    private RedisServer _redis = null!;
    private RedisBackend _backend = null!;
    private Api _api = null!;

    private string JsonKey => $"api::GET {_api.Client.BaseAddress}json";

    [SetUp]
    public async Task Start()
    {
        _redis = await RedisServer.StartAsync();
        _backend = new RedisBackend(_redis.PatientConnectionString);
        _api = await Api.StartAsync(_backend);
    }

    [TearDown]
    public async Task Stop()
    {
        // A skipped test has no set-up.
        if (_api is null)
            return;

        await _api.DisposeAsync();
        await _backend.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Test]
    public async Task A_plain_endpoint_is_stored_as_its_json()
    {
        (await _api.GetAsync("/json")).Dispose();

        Assert.That(await _redis.SendAsync("GET", JsonKey), Does.Match(@"^\{""run"":1\}[ \t]{256}$"));
    }

    [TestCase("/json")]
    [TestCase("/page")]
    public async Task A_hit_sends_one_GET(string path)
    {
        (await _api.GetAsync(path)).Dispose();
        await _redis.SendAsync("CONFIG", "RESETSTAT");
        using HttpResponseMessage hit = await _api.GetAsync(path);

        string commands = (await _redis.SendAsync("INFO", "commandstats"))!;
        Assert.That(hit.Headers.GetValues("X-CacheKit"), Is.EqualTo(new[] { "HIT" }));
        Assert.That(commands, Does.Contain("cmdstat_get:calls=1,").And.Not.Contain("cmdstat_pttl"));
    }

    [Test]
    public async Task A_function_is_stored_as_its_json()
    {
        await _api.Cache.GetOrCreateAsync("answer", _ => ValueTask.FromResult(new Api.Answer(42)));

        Assert.That(await _redis.SendAsync("GET", "api::answer"), Does.Match(@"^\{""Run"":42\}[ \t]{32}$"));
    }

    [TestCase("not JSON")]
    [TestCase("""{"run":""")]
    [TestCase("")]
    [TestCase("\u00ff")]
    public async Task A_corrupt_response_is_a_miss_and_is_overwritten(string corrupt)
    {
        (await _api.GetAsync("/json")).Dispose();
        await _redis.SendAsync("SET", JsonKey, corrupt);

        using HttpResponseMessage miss = await _api.GetAsync("/json");
        using HttpResponseMessage hit = await _api.GetAsync("/json");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(miss.Headers.GetValues("X-CacheKit"), Is.EqualTo(new[] { "MISS" }));
            Assert.That(await hit.Content.ReadAsStringAsync(), Is.EqualTo("""{"run":2}"""));
            Assert.That(hit.Headers.GetValues("X-CacheKit"), Is.EqualTo(new[] { "HIT" }));
        }
    }

    [Test]
    public async Task A_corrupt_value_is_a_miss_and_is_overwritten()
    {
        await _redis.SendAsync("SET", "api::answer", "not JSON");

        Api.Answer answer = await _api.Cache.GetOrCreateAsync("answer", _ => ValueTask.FromResult(new Api.Answer(42)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer, Is.EqualTo(new Api.Answer(42)));
            Assert.That(await _redis.SendAsync("GET", "api::answer"), Does.StartWith("""{"Run":42}"""));
        }
    }

    [Test]
    public async Task A_forged_response_in_Redis_is_a_miss()
    {
        var wrong = new List<string>();
        foreach ((string what, byte[] payload) in ForgedResponses.All)
        {
            await _backend.SetAsync(JsonKey, payload, TimeSpan.FromMinutes(1));
            using HttpResponseMessage answer = await _api.GetAsync("/json");
            if (answer.StatusCode != System.Net.HttpStatusCode.OK
                || answer.Headers.GetValues("X-CacheKit").Single() != "MISS"
                || answer.Headers.Contains("X-Split") ||
                await answer.Content.ReadAsStringAsync() != $$"""{"run":{{_api.Runs}}}""")
            {
                wrong.Add(what);
            }
        }

        Assert.That(wrong, Is.Empty);
    }
}
