using Microsoft.AspNetCore.Hosting;
using Microsoft.Playwright;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>Pages of other sites, and users who are not signed in.</summary>
[TestFixture]
internal sealed class ForeignPageTests : BrowserTests
{
    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    public async Task A_form_of_another_origin_changes_nothing(string type)
    {
        BrowserApp app = await StartAsync();
        await app.FillAsync("/users/1");
        await using WebApplication other = await StartOtherAsync($"""
            <!doctype html><title>Other</title><form method="post" enctype="{type}" action="{app.Page("api/caches/default/clear")}">
            <input name='{"{"}"namespace":null,"x":"' value='"{"}"}'><button>Win</button></form>
            """);
        IPage page = await OpenAsync(other.Urls.Single());

        IResponse answer = await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button).ClickAsync(), response => response.Url.EndsWith("/clear", StringComparison.Ordinal));

        Assert.That(answer.Status, Is.EqualTo(403));
        Assert.That(await app.AskAsync("/users/1"), Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_script_of_another_origin_changes_nothing()
    {
        BrowserApp app = await StartAsync();
        await app.FillAsync("/users/1");
        await using WebApplication other = await StartOtherAsync("<!doctype html><title>Other</title>");
        IPage page = await OpenAsync(other.Urls.Single());

        string[] results = await page.EvaluateAsync<string[]>(
            """
            address => Promise.all([
                { mode: "no-cors", headers: { "content-type": "text/plain" } },
                { mode: "no-cors", credentials: "include" },
            ].map(settings => fetch(address, { method: "POST", body: '{"namespace":null}', ...settings })
                .then(answer => answer.type, () => "refused")))
            """,
            app.Page("api/caches/default/clear"));

        Assert.That(results, Is.All.EqualTo("opaque").Or.All.EqualTo("refused"));
        Assert.That(await app.AskAsync("/users/1"), Is.EqualTo("HIT"));
    }

    [TestCase("")]
    [TestCase("keys")]
    [TestCase("entry?cache=default&key=x")]
    [TestCase("events")]
    [TestCase("assets/main.js")]
    [TestCase("api/caches")]
    public async Task A_user_who_is_not_signed_in_sees_nothing(string address)
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            Environment = "Production",
            UsesKestrel = true,
            Services = TestUser.Add,
            Pipeline = application => application.UseAuthentication().UseAuthorization(),
            Map = application => application.MapCacheKit().RequireAuthorization(),
        });
        IPage page = await OpenAsync("about:blank");
        string full = new Uri(app.Client.BaseAddress!, "cachekit/" + address).ToString();

        IResponse answer = await page.RunAndWaitForResponseAsync(() => VisitAsync(page, full), full);

        Assert.That(answer.Status, Is.EqualTo(401));
        await Assertions.Expect(page.GetByRole(AriaRole.Main)).ToHaveCountAsync(0);
    }

    // Chromium with a user interface shows an error of its own for a refusal without a body, and the navigation fails.
    private static async Task VisitAsync(IPage page, string address)
    {
        try
        {
            await page.GotoAsync(address);
        }
        catch (PlaywrightException)
        {
        }
    }

    // Another port is another origin.
    private static async Task<WebApplication> StartOtherAsync(string content)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.MapGet("/", () => Results.Content(content, "text/html"));
        await app.StartAsync();
        return app;
    }
}
