using System.Text.RegularExpressions;

namespace CacheKit.Dashboard.Tests.Pages;

[TestFixture]
internal sealed partial class DashboardPagesTests
{
    private static readonly string[] _pages = ["", "keys", "events", "entry?cache=default&key=x", "keys?cache=other", "keys?cursor=x"];

    private DashboardApp? _app;

    private DashboardApp App => _app!;

    [OneTimeSetUp]
    public async Task Start() => _app = await DashboardApp.StartAsync();

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [Test]
    public async Task The_address_without_a_slash_leads_to_the_one_with_it()
    {
        Answer answer = await App.SendAsync(HttpMethod.Get, "/cachekit?sort=misses");
        Assert.That((answer.Status, answer["Location"]), Is.EqualTo((302, "./cachekit/?sort=misses")));
    }

    [TestCaseSource(nameof(_pages))]
    public async Task Every_address_of_a_page_is_relative(string page)
    {
        Answer answer = await App.GetAsync(page);
        string[] addresses = [.. Addresses().Matches(answer.Body).Select(match => match.Groups["address"].Value)];
        Assert.That(addresses, Is.Not.Empty.And.All.Match("^(\\./|#)"));
    }

    [TestCaseSource(nameof(_pages))]
    public async Task No_page_has_a_script_or_style_of_its_own(string page)
    {
        string body = (await App.GetAsync(page)).Body;
        Assert.That(body, Does.Not.Match("<script(?![^>]* src=)|<style| style=| on[a-z]+="));
    }

    [TestCaseSource(nameof(_pages))]
    public async Task No_page_is_kept(string page)
    {
        Answer answer = await App.GetAsync(page);
        Assert.That((answer["Cache-Control"], answer["Content-Type"]), Is.EqualTo(("no-store", "text/html; charset=utf-8")));
    }

    [Test]
    public async Task An_asset_is_kept_for_as_long_as_its_address_names_this_version()
    {
        Answer ours = await App.GetAsync($"assets/main.js?v={AssetFiles.Embedded.Version}");
        Answer older = await App.GetAsync("assets/main.js?v=older");
        Assert.That((ours.Status, ours["Cache-Control"]), Is.EqualTo((200, "private, max-age=31536000, immutable")));
        Assert.That((older.Status, older["Cache-Control"]), Is.EqualTo((200, "no-store")));
    }

    [TestCase("assets/other.js")]
    [TestCase("assets/..%2Fpage.css")]
    public async Task There_is_no_other_asset(string path) => Assert.That((await App.GetAsync(path)).Status, Is.EqualTo(404));

    [TestCase("entry?cache=default&key=app%3Ausers%3Agone", 404)]
    [TestCase("entry?cache=other&key=x", 404)]
    [TestCase("keys?cache=other", 404)]
    public async Task A_page_of_what_is_not_there_has_a_status_that_says_so(string page, int status) =>
        Assert.That((await App.GetAsync(page)).Status, Is.EqualTo(status));

    [Test]
    public async Task A_key_is_shown_as_text()
    {
        await App.Cache.SetAsync("<script>x</script>", 1);
        Assert.That((await App.GetAsync("keys")).Body, Does.Contain("&lt;script&gt;x&lt;/script&gt;").And.Not.Contain("<script>x"));
    }

    [GeneratedRegex(" (href|src|action|data-to|data-after)=\"(?<address>[^\"]*)\"")]
    private static partial Regex Addresses();
}
