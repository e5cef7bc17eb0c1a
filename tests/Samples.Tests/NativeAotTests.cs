using System.Net;
using System.Text;
using System.Text.Json;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

/// <summary>Endpoints and functions are cached without reflection and without a compiler at run time.</summary>
internal abstract class NativeAotTests : SampleTests
{
    // In which the dashboard answers without authorization.
    protected const string Development = "--environment=Development";

    [Test]
    public async Task A_native_endpoint_is_answered_from_the_cache_the_second_time()
    {
        Answer first = await GetAsync("/random?id=50");
        Answer second = await GetAsync("/random?id=50");

        Assert.That((first.Status, first.Cache, first.MaxAge), Is.EqualTo((HttpStatusCode.OK, "MISS", 600.0)));
        Assert.That((second.Body, second.Cache), Is.EqualTo((first.Body, "HIT")));
        Assert.That((await GetAsync("/random?id=51")).Body, Is.Not.EqualTo(first.Body));
    }

    [TestCase("/", "application/json; charset=utf-8")]
    [TestCase("/about", "text/html; charset=utf-8")]
    [TestCase("/immutable_data", "application/json; charset=utf-8")]
    [TestCase("/json_error", "application/json; charset=utf-8")]
    public async Task A_native_hit_gives_back_what_was_answered(string path, string contentType)
    {
        Answer first = await GetAsync(path);
        Answer second = await GetAsync(path);

        Assert.That((first.Cache, first.ContentType), Is.EqualTo(("MISS", contentType)));
        Assert.That(second, Is.EqualTo(first with { Cache = "HIT", MaxAge = second.MaxAge }));
    }

    [Test]
    public async Task A_native_endpoint_that_does_not_ask_is_not_cached()
    {
        string first = (await GetAsync("/no_cache")).Body;
        Assert.That((await GetAsync("/no_cache")).Body, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task A_method_of_an_interface_runs_once_for_two_endpoints()
    {
        JsonElement user = await GetJsonAsync("/users/1");
        JsonElement greeting = await GetJsonAsync("/users/1/greeting");

        Assert.That(greeting.GetProperty("loaded").GetString(), Is.EqualTo(user.GetProperty("loaded").GetString()));
        Assert.That((await GetJsonAsync("/users/2/greeting")).GetProperty("loaded").GetString(), Is.Not.EqualTo(user.GetProperty("loaded").GetString()));
    }

    [Test]
    public async Task A_native_function_that_evicts_takes_the_response_and_the_value()
    {
        Answer user = await GetAsync("/users/1");
        string other = (await GetAsync("/users/2/greeting")).Body;
        string name = $"renamed {Guid.NewGuid():N}";
        using HttpResponseMessage renamed = await Application.Client.PutAsync(new Uri($"/users/1?name={name}", UriKind.Relative), content: null);
        renamed.EnsureSuccessStatusCode();

        Assert.That(user.Body, Does.Not.Contain(name));
        Assert.That((await GetAsync("/users/1/greeting")).Body, Does.Contain(name));
        Assert.That((await GetAsync("/users/1")).Body, Does.Contain(name));
        Assert.That((await GetAsync("/users/2/greeting")).Body, Is.EqualTo(other));
    }

    [Test]
    public async Task A_private_function_and_the_one_it_calls_run_once()
    {
        JsonElement net = await GetJsonAsync("/prices/tea");
        Answer gross = await GetAsync("/prices/tea/gross");

        Assert.That((await GetAsync("/prices/tea/gross")).Body, Is.EqualTo(gross.Body));
        Assert.That(gross.Body, Does.Contain(net.GetProperty("quote").GetString()!));
        Assert.That((await GetJsonAsync("/prices/milk")).GetProperty("quote").GetString(), Is.Not.EqualTo(net.GetProperty("quote").GetString()));
    }

    [Test]
    public async Task A_synchronous_recursive_function_computes_each_number_once()
    {
        int before = await RunsAsync("/fibonacci/0");
        Assert.That((await GetJsonAsync("/fibonacci/20")).GetProperty("value").GetInt64(), Is.EqualTo(6765));
        Assert.That(await RunsAsync("/fibonacci/20"), Is.EqualTo(before + 20));

        using HttpResponseMessage removed = await Application.Client.DeleteAsync(new Uri("/fibonacci/20", UriKind.Relative));
        Assert.That(await removed.Content.ReadAsStringAsync(), Is.EqualTo("true"));
        Assert.That(await RunsAsync("/fibonacci/20"), Is.EqualTo(before + 21));
    }

    [Test]
    public async Task The_dashboard_shows_and_removes_what_a_native_program_has_cached()
    {
        await GetAsync("/prices/tea");
        JsonElement keys = await GetJsonAsync("/cachekit/api/caches/global/keys?namespace=prices");
        string key = keys.GetProperty("keys").EnumerateArray().Single().GetProperty("key").GetString()!;
        JsonElement entry = await GetJsonAsync("/cachekit/api/caches/global/entry?key=" + Uri.EscapeDataString(key));
        Assert.That(entry.GetProperty("key").GetString(), Is.EqualTo(key));

        using var body = new StringContent($$"""{"keys":["{{JsonEncodedText.Encode(key)}}"]}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage removed = await Application.Client.PostAsync(new Uri("/cachekit/api/caches/global/remove", UriKind.Relative), body);
        Assert.That(await removed.Content.ReadAsStringAsync(), Is.EqualTo("{\"removed\":1}"));
        Assert.That((await GetJsonAsync("/cachekit/api/figures")).GetProperty("caches").GetArrayLength(), Is.EqualTo(1));
        Assert.That((await GetAsync("/cachekit/")).Body, Does.Contain("api-cache"));
    }

    private async Task<int> RunsAsync(string path) => (await GetJsonAsync(path)).GetProperty("runs").GetInt32();

    private async Task<JsonElement> GetJsonAsync(string path)
    {
        Answer answer = await GetAsync(path);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK), answer.Body);
        return JsonElement.Parse(answer.Body);
    }
}
