using System.Net;
using System.Text.RegularExpressions;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

[TestFixture]
internal sealed partial class ListKeysTests
{
    [Test]
    public async Task A_key_of_the_list_is_deleted_and_its_next_request_is_a_miss()
    {
        await using Application sample = await Application.StartAsync(Sample.Assembly("ListKeys"));
        await Answer.GetAsync(sample.Client, "/users/1");
        await Answer.GetAsync(sample.Client, "/users/2");
        string page = (await Answer.GetAsync(sample.Client, "/keys")).Body;
        string[] keys = [.. Keys().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups["key"].Value))];
        Assert.That(keys, Has.Length.EqualTo(2));

        string key = keys.Single(key => key.EndsWith("/users/1", StringComparison.Ordinal));
        await PostAsync(sample.Client, key, Token().Match(page));

        Assert.That((await Answer.GetAsync(sample.Client, "/keys")).Body, Does.Contain("/users/2").And.Not.Contain("/users/1"));
        Assert.That((await Answer.GetAsync(sample.Client, "/users/1")).Cache, Is.EqualTo("MISS"));
        Assert.That((await Answer.GetAsync(sample.Client, "/users/2")).Cache, Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_form_of_another_site_deletes_nothing()
    {
        await using Application sample = await Application.StartAsync(Sample.Assembly("ListKeys"));
        await Answer.GetAsync(sample.Client, "/users/1");
        using var form = new FormUrlEncodedContent([new("key", "api-cache::GET " + new Uri(sample.Address, "/users/1"))]);

        using HttpResponseMessage answer = await sample.Client.PostAsync(new Uri("/keys", UriKind.Relative), form);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Answer.GetAsync(sample.Client, "/users/1")).Cache, Is.EqualTo("HIT"));
    }

    [Test]
    public void The_documentation_quotes_it()
    {
        string root = Path.GetFullPath(Path.Combine(Sample.Folder("ListKeys"), "../.."));
        string code = File.ReadAllText(Path.Combine(Sample.Folder("ListKeys"), "Program.cs"));
        Assert.That(File.ReadAllText(Path.Combine(root, "docs/dashboard.md")), Does.Contain(code));
    }

    private static async Task PostAsync(HttpClient client, string key, Match token)
    {
        using var form = new FormUrlEncodedContent([new("key", key), new(token.Groups["name"].Value, token.Groups["value"].Value)]);
        using HttpResponseMessage answer = await client.PostAsync(new Uri("/keys", UriKind.Relative), form);
        answer.EnsureSuccessStatusCode();
    }

    [GeneratedRegex("<button name=\"key\" value=\"(?<key>[^\"]*)\">")]
    private static partial Regex Keys();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\">")]
    private static partial Regex Token();
}
