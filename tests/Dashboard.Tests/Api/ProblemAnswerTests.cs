using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CacheKit.Dashboard.Tests.Fakes;

namespace CacheKit.Dashboard.Tests.Api;

/// <summary>Every bad input is answered with problem details.</summary>
[TestFixture]
internal sealed class ProblemAnswerTests
{
    [TestCase("api/caches/absent/keys", 404, "unknown-cache")]
    [TestCase("api/caches/Default/keys", 404, "unknown-cache")]
    [TestCase("api/caches/absent/entry?key=app%3A%3Aa", 404, "unknown-cache")]
    [TestCase("api/caches/default/keys?size=0", 400, "bad-parameter")]
    [TestCase("api/caches/default/keys?size=1001", 400, "bad-parameter")]
    [TestCase("api/caches/default/keys?size=-1", 400, "bad-parameter")]
    [TestCase("api/caches/default/keys?size=ten", 400, "bad-parameter")]
    [TestCase("api/caches/default/keys?size=", 400, "bad-parameter")]
    [TestCase("api/caches/default/keys?size=10&size=20", 400, "bad-parameter")]
    [TestCase("api/caches/default/keys?namspace=users", 400, "bad-parameter")]
    [TestCase("api/caches/default/keys?find=a&find=b", 400, "bad-parameter")]
    [TestCase("api/caches/default/keys?cursor=not-ours", 400, "unknown-cursor")]
    [TestCase("api/caches?all=1", 400, "bad-parameter")]
    [TestCase("api/caches/default/entry", 400, "bad-parameter")]
    [TestCase("api/caches/default/entry?key=", 400, "bad-parameter")]
    [TestCase("api/caches/default/entry?key=app%3A%3Aabsent", 404, "key-not-found")]
    [TestCase("api/caches/default/entry?key=other%3A%3Aa", 404, "key-not-found")]
    public async Task A_bad_parameter_of_a_reading_request_is_a_problem(string path, int status, string code)
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        Expect(await app.GetAsync(path), status, code);
    }

    [TestCase("remove", """{"keys":[]}""", 400, "bad-body")]
    [TestCase("remove", """{"keys":null}""", 400, "bad-body")]
    [TestCase("remove", """{"keys":[null]}""", 400, "bad-body")]
    [TestCase("remove", """{"keys":[""]}""", 400, "bad-body")]
    [TestCase("remove", """{"keys":[1]}""", 400, "bad-body")]
    [TestCase("remove", """{"keys":"app::a"}""", 400, "bad-body")]
    [TestCase("remove", """{"key":"app::a"}""", 400, "bad-body")]
    [TestCase("remove", """{"keys":["app::a","other::b"]}""", 404, "key-not-found")]
    [TestCase("clear", """{}""", 400, "bad-body")]
    [TestCase("clear", """{"namspace":"users"}""", 400, "bad-body")]
    [TestCase("clear", """{"namespace":7}""", 400, "bad-body")]
    [TestCase("evict", """{}""", 400, "bad-body")]
    [TestCase("evict", """{"tag":"","mode":"soft"}""", 400, "bad-body")]
    [TestCase("evict", """{"tag":"user:7"}""", 400, "bad-body")]
    [TestCase("evict", """{"tag":"user:7","mode":"Soft"}""", 400, "bad-body")]
    [TestCase("refresh", """{}""", 400, "bad-body")]
    [TestCase("refresh", """{"key":""}""", 400, "bad-body")]
    [TestCase("refresh", """{"key":"other::a"}""", 404, "key-not-found")]
    [TestCase("switch", """{}""", 400, "bad-body")]
    [TestCase("switch", """{"isEnabled":"yes"}""", 400, "bad-body")]
    [TestCase("switch", "", 400, "bad-body")]
    [TestCase("switch", "null", 400, "bad-body")]
    [TestCase("switch", "{", 400, "bad-body")]
    [TestCase("switch", "isEnabled=true", 400, "bad-body")]
    public async Task A_bad_body_is_a_problem_and_changes_nothing(string change, string body, int status, string code)
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        await app.Cache.SetAsync("a", 1, new CacheEntryOptions { Tags = ["user:7"] });

        Expect(await app.PostAsync("api/caches/default/" + change, body), status, code);
        Assert.That((await app.Cache.TryGetAsync<int>("a")).HasValue, Is.True);
    }

    [TestCase("remove", """{"keys":["app::a"]}""")]
    [TestCase("clear", """{"namespace":null}""")]
    [TestCase("evict", """{"tag":"user:7","mode":"soft"}""")]
    [TestCase("refresh", """{"key":"app::a"}""")]
    [TestCase("switch", """{"isEnabled":true}""")]
    public async Task A_change_of_an_unknown_cache_is_a_problem(string change, string body)
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        Expect(await app.PostAsync("api/caches/absent/" + change, body), 404, "unknown-cache");
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("multipart/form-data; boundary=x")]
    [TestCase("application/jsonp")]
    [TestCase(null)]
    public async Task A_body_that_does_not_say_that_it_is_JSON_is_a_problem(string? type)
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        using var body = new ByteArrayContent("""{"namespace":null}"""u8.ToArray());
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        Expect(await app.SendAsync(HttpMethod.Post, "/cachekit/api/caches/default/clear", body), 415, "not-json");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_body_over_one_megabyte_is_a_problem(bool hasLength)
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings { UsesKestrel = true });
        string text = $$"""{"keys":["app::{{new string('a', 1024 * 1024)}}"]}""";
        using HttpContent body = hasLength ? DashboardApp.JsonOf(text) : new UnknownLength(text);
        Expect(await app.SendAsync(HttpMethod.Post, "/cachekit/api/caches/default/remove", body), 413, "too-large");
    }

    [TestCase(1_000, 200)]
    [TestCase(1_001, 400)]
    public async Task A_removal_has_at_most_a_thousand_keys(int keys, int status)
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        string list = string.Join(",", Enumerable.Range(0, keys).Select(i => $"\"app::{i}\""));
        Assert.That((await app.PostAsync("api/caches/default/remove", $$"""{"keys":[{{list}}]}""")).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task A_change_of_a_read_only_dashboard_is_a_problem_and_its_model_says_so()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings { Options = options => options.ReadOnly = true });
        foreach (string change in new[] { "remove", "clear", "evict", "refresh", "switch" })
            Expect(await app.PostAsync("api/caches/default/" + change, "{}"), 403, "read-only");
        Assert.That((bool)(await app.ReadAsync("api/caches"))["isReadOnly"]!, Is.True);
    }

    [TestCase("GET", "api/caches/default/clear")]
    [TestCase("POST", "api/caches")]
    [TestCase("DELETE", "api/caches/default/entry")]
    public async Task Another_method_is_not_allowed(string method, string path)
    {
        await using DashboardApp app = await DashboardApp.StartAsync();
        Assert.That((await app.SendAsync(new HttpMethod(method), "/cachekit/" + path)).Status, Is.EqualTo(405));
    }

    [Test]
    public async Task A_store_that_can_not_list_its_keys_is_a_problem_and_its_entries_are_still_read()
    {
        using var memory = new InMemoryBackend();
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings { Backend = new FourCalls(memory) });
        await app.Cache.SetAsync("a", 1);

        Expect(await app.GetAsync("api/caches/default/keys"), 501, "no-listing");
        Assert.That((string?)(await app.ReadAsync("api/caches"))["caches"]![0]!["listing"], Is.EqualTo("none"));
        Assert.That((string?)(await app.ReadAsync("api/caches/default/entry?key=app%3A%3Aa"))["level"], Is.EqualTo("l2"));
    }

    [Test]
    public async Task A_store_that_is_down_is_a_problem_that_says_what_it_means()
    {
        using var memory = new InMemoryBackend();
        var store = new BrokenBackend(memory) { IsDown = false };
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings { Backend = store });
        await app.Cache.SetAsync("a", 1);
        store.IsDown = true;

        Answer answer = await app.GetAsync("api/caches/default/entry?key=app%3A%3Aa");
        Expect(answer, 503, "store-unavailable");
        Assert.That(answer["Retry-After"], Is.Not.Null);
        Assert.That((string?)JsonNode.Parse(answer.Body)!["detail"], Does.Contain(nameof(BrokenBackend)).And.Contain("nothing is stored"));
    }

    [Test]
    public async Task A_store_that_refuses_a_request_is_a_problem_with_its_message()
    {
        using var memory = new InMemoryBackend();
        var store = new Clearing(memory, () => throw new StoreRefusedException("permission", isTransient: false, "Allow the user to use SCAN."));
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings { Backend = store });

        Answer clear = await app.PostAsync("api/caches/default/clear", """{"namespace":null}""");
        foreach (Answer answer in new[] { clear, await app.GetAsync("api/caches/default/keys") })
        {
            Expect(answer, 502, "store-refused");
            Assert.That((string?)JsonNode.Parse(answer.Body)!["detail"], Is.EqualTo("Allow the user to use SCAN."));
        }

        Assert.That((await app.GetAsync("keys")).Body, Does.Contain("Allow the user to use SCAN."));
    }

    private static void Expect(Answer answer, int status, string code)
    {
        Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
        Assert.That(answer["Content-Type"], Is.EqualTo("application/problem+json"));
        JsonNode problem = JsonNode.Parse(answer.Body)!;
        Assert.That((string?)problem["code"], Is.EqualTo(code), answer.Body);
        Assert.That((int)problem["status"]!, Is.EqualTo(status));
        Assert.That((string?)problem["title"], Is.Not.Empty);
        Assert.That((string?)problem["detail"], Is.Not.Empty);
    }

    private sealed class UnknownLength(string text) : StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue("application/json"))
    {
        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
