using System.Net;
using System.Text.RegularExpressions;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

/// <summary>The responses of the QuickStart on every store.</summary>
internal abstract partial class QuickStartTests : SampleTests
{
    private const int Slack = 20;

    /// <summary>The result of clearing two users, each with a response and a function result.</summary>
    protected virtual long ClearedUsers => 4;

    [TestCase("/", 200)]
    [TestCase("/random?id=50", 200)]
    [TestCase("/about", 200)]
    [TestCase("/immutable_data", 200)]
    [TestCase("/dynamic_data", 200)]
    [TestCase("/no_cache", 200)]
    [TestCase("/users/1", 200)]
    [TestCase("/users/1/greeting", 200)]
    [TestCase("/json_error", 500)]
    public async Task Every_route_that_answers_GET_answers_HEAD(string path, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(path, UriKind.Relative));
        using HttpResponseMessage head = await Application.Client.SendAsync(request);
        Answer get = await GetAsync(path);

        Assert.That(((int)head.StatusCode, head.Content.Headers.ContentType?.ToString()), Is.EqualTo((status, get.ContentType)));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [Test]
    public async Task The_greeting_is_computed_once_a_minute()
    {
        Answer first = await GetAsync("/");
        Answer second = await GetAsync("/");

        Assert.That(first, Is.EqualTo(new Answer(HttpStatusCode.OK, """{"hello":"world"}""", "application/json; charset=utf-8", "MISS", 60)));
        Assert.That(second, Is.EqualTo(first with { Cache = "HIT", MaxAge = second.MaxAge }));
        AssertLife(second, 60);
    }

    [Test]
    public async Task A_random_number_is_drawn_once_for_each_query()
    {
        Answer first = await GetAsync("/random?id=50");
        Answer second = await GetAsync("/random?id=50");
        Answer other = await GetAsync("/random?id=51");

        Assert.That((first.Cache, second.Cache, other.Cache), Is.EqualTo(("MISS", "HIT", "MISS")));
        Assert.That(second.Body, Is.EqualTo(first.Body));
        Assert.That(NumberIn(other), Is.Not.EqualTo(NumberIn(first)));
        AssertLife(second, 600);
    }

    [Test]
    public async Task Each_user_is_loaded_once()
    {
        Answer first = await GetAsync("/users/1");
        Answer other = await GetAsync("/users/2");
        Answer second = await GetAsync("/users/1");

        Assert.That((first.Cache, other.Cache, second.Cache), Is.EqualTo(("MISS", "MISS", "HIT")));
        Assert.That(first.Body, Does.StartWith("""{"id":1,"""));
        Assert.That(other.Body, Does.StartWith("""{"id":2,"""));
        Assert.That(second.Body, Is.EqualTo(first.Body));
    }

    [Test]
    public async Task Two_endpoints_share_what_a_function_returned()
    {
        Answer user = await GetAsync("/users/1");
        Answer greeting = await GetAsync("/users/1/greeting");
        Answer again = await GetAsync("/users/1/greeting");

        Assert.That(greeting.Cache, Is.Null);
        Assert.That(LoadedIn(greeting), Is.Not.Empty.And.EqualTo(LoadedIn(user)));
        Assert.That(again.Body, Is.EqualTo(greeting.Body));
        Assert.That(LoadedIn(await GetAsync("/users/2/greeting")), Is.Not.EqualTo(LoadedIn(user)));
    }

    [Test]
    public async Task A_renamed_user_is_loaded_again_and_no_other_is()
    {
        Answer greeting = await GetAsync("/users/1/greeting");
        Answer user = await GetAsync("/users/1");
        Answer other = await GetAsync("/users/2/greeting");
        string name = $"renamed {Guid.NewGuid():N}";
        using HttpResponseMessage renamed = await Application.Client.PutAsync(new Uri($"/users/1?name={name}", UriKind.Relative), content: null);
        renamed.EnsureSuccessStatusCode();

        Answer greetingAfter = await GetAsync("/users/1/greeting");
        Answer userAfter = await GetAsync("/users/1");
        Assert.That(greeting.Body, Does.Not.Contain(name));
        Assert.That((user.Cache, userAfter.Cache), Is.EqualTo(("MISS", "MISS")));
        Assert.That(greetingAfter.Body, Does.Contain(name));
        Assert.That(userAfter.Body, Does.Contain(name));
        Assert.That((await GetAsync("/users/2/greeting")).Body, Is.EqualTo(other.Body));
    }

    [Test]
    public async Task A_page_stays_a_page_for_an_hour()
    {
        Answer first = await GetAsync("/about");
        Answer second = await GetAsync("/about");

        Assert.That(first.Body, Does.StartWith("<!doctype html>"));
        Assert.That(first.ContentType, Is.EqualTo("text/html; charset=utf-8"));
        Assert.That(second, Is.EqualTo(first with { Cache = "HIT", MaxAge = second.MaxAge }));
        AssertLife(second, 3600);
    }

    [TestCase("/immutable_data", 31_536_000, TestName = "Data_without_an_expiration_is_good_for_a_year")]
    [TestCase("/dynamic_data", 30, TestName = "Dynamic_data_is_good_for_half_a_minute")]
    public async Task Data_lives_as_long_as_its_endpoint_says(string path, int seconds)
    {
        Answer first = await GetAsync(path);
        Answer second = await GetAsync(path);

        Assert.That((first.Cache, second.Cache), Is.EqualTo(("MISS", "HIT")));
        Assert.That(second.Body, Is.EqualTo(first.Body));
        Assert.That(first.MaxAge, Is.EqualTo(seconds));
        AssertLife(second, seconds);
    }

    [Test]
    public async Task An_endpoint_that_does_not_ask_is_not_cached()
    {
        Answer first = await GetAsync("/no_cache");
        Answer second = await GetAsync("/no_cache");

        Assert.That((first.Cache, second.Cache, first.MaxAge), Is.EqualTo(((string?)null, (string?)null, (double?)null)));
        Assert.That(second.Body, Is.Not.EqualTo(first.Body));
    }

    [Test]
    public async Task An_exception_is_not_cached()
    {
        int before = FailureMessage().Count(Application.Output);

        Answer first = await GetAsync("/error");
        Answer second = await GetAsync("/error");

        Assert.That((first.Status, second.Status), Is.EqualTo((HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError)));
        Assert.That(new[] { first.Cache, second.Cache }, Has.None.EqualTo("HIT"));
        await Poll.UntilAsync(async () => FailureMessage().Count(Application.Output) >= before + 2);
        Assert.That(FailureMessage().Matches(Application.Output).Select(message => message.Value), Is.Unique);
    }

    [Test]
    public async Task A_cached_error_stays_an_error()
    {
        Answer first = await GetAsync("/json_error");
        Answer second = await GetAsync("/json_error");

        Assert.That(first.Status, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(first.Body, Does.Match("""^{"detail":".*\d+"}$"""));
        Assert.That(second, Is.EqualTo(first with { Cache = "HIT", MaxAge = second.MaxAge }));
    }

    [Test]
    public async Task Clearing_a_namespace_clears_just_that_and_says_how_many()
    {
        string[] paths = ["/users/1", "/users/2", "/"];
        foreach (string path in paths)
            await GetAsync(path);

        Assert.That(await ClearAsync("?namespace=users"), Is.EqualTo($$"""{"cleared":{{ClearedUsers}}}"""));

        Answer[] answers = [.. await Task.WhenAll(paths.Select(GetAsync))];
        Assert.That(answers.Select(answer => answer.Cache), Is.EqualTo(new[] { "MISS", "MISS", "HIT" }));
    }

    [Test]
    public async Task The_dashboard_lists_what_is_cached()
    {
        await GetAsync("/users/1");
        await Poll.UntilAsync(async () => (await GetAsync("/cachekit/keys")).Body.Contains("/users/1", StringComparison.Ordinal));
    }

    private static void AssertLife(Answer answer, int seconds) =>
        Assert.That(answer.MaxAge, Is.InRange(seconds - Slack, seconds));

    private static string LoadedIn(Answer answer) => LoadedField().Match(answer.Body).Value;

    private static string NumberIn(Answer answer) => NumberField().Match(answer.Body).Value;

    [GeneratedRegex("""
        "number":\d+
        """)]
    private static partial Regex NumberField();

    [GeneratedRegex("""
        "loaded":"[^"]+"
        """)]
    private static partial Regex LoadedField();

    // The first line of an exception in the log.
    [GeneratedRegex(@"System\.InvalidOperationException: .*\d+")]
    private static partial Regex FailureMessage();
}
