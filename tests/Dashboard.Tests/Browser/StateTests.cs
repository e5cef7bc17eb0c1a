using Microsoft.Playwright;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>What the pages say when they can't show what was asked for.</summary>
[TestFixture]
internal sealed class StateTests : BrowserTests
{
    [Test]
    public async Task An_empty_cache_says_what_to_do()
    {
        BrowserApp app = await StartAsync();
        IPage page = await OpenAsync(app.Page("keys"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing is cached yet" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Call an endpoint or a function with [Cache]")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_cursor_that_is_not_ours_leads_back_to_the_first_keys()
    {
        BrowserApp app = await StartAsync(StoreKind.Redis);
        await app.FillAsync("/users/1");
        IPage page = await OpenAsync(app.Page("keys?cursor=not-ours"));
        await page.GetByRole(AriaRole.Link, new() { Name = "Start from the first keys" }).ClickAsync();
        await Assertions.Expect(page.Locator("#rows tr")).ToHaveCountAsync(1);
    }

    [Test]
    public async Task A_key_that_is_gone_leads_back_to_the_keys()
    {
        BrowserApp app = await StartAsync();
        await app.FillAsync("/users/1");
        IPage page = await OpenAsync(app.Page("keys"));
        await app.Cache.ClearAsync();
        await page.Locator("#rows a").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The entry is gone" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Show the keys" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing is cached yet" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_store_that_is_down_can_be_tried_again()
    {
        BrowserApp app = await StartAsync(StoreKind.Redis);
        await app.FillAsync("/users/1");
        app.Redis.Kill();
        IPage page = await OpenAsync(app.Page("keys"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The store does not answer" })).ToBeVisibleAsync();

        await app.Redis.RestartAsync();
        await Conformance.Poll.UntilAsync(async () =>
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Try again" }).ClickAsync();
            return await page.GetByRole(AriaRole.Heading, new() { Name = "Nothing is cached yet" }).CountAsync() == 1;
        });
    }

    [Test]
    public async Task A_value_that_can_not_be_decoded_says_so()
    {
        BrowserApp app = await StartAsync(StoreKind.Redis);
        await app.FillAsync("/users/1");
        IPage page = await OpenAsync(app.Page("keys"));
        string key = (await page.Locator("#rows tr").GetAttributeAsync("data-key"))!;
        await app.Redis.SendAsync("SETRANGE", key, "1", "\u0001\u0002\u0003");
        await page.Locator("#rows a").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This value can't be decoded" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_store_that_can_not_list_says_so()
    {
        await using DashboardApp app = await DashboardApp.StartAsync(new DashboardAppSettings
        {
            UsesKestrel = true,
            Backend = new SilentBackend(),
        });
        IPage page = await OpenAsync(new Uri(app.Client.BaseAddress!, "cachekit/keys").ToString());
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This store can't list its keys" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task Values_are_hidden_unless_an_option_shows_them()
    {
        BrowserApp app = await StartAsync(options: options => { });
        await app.FillAsync("/users/1");
        IPage page = await OpenAsync(app.Page("keys"));
        await page.Locator("#rows a").ClickAsync();
        await Assertions.Expect(page.GetByText("options.ShowsValues = true")).ToBeVisibleAsync();
        Assert.That(await page.ContentAsync(), Does.Not.Contain("a &lt;reader"));
    }

    [TestCase("")]
    [TestCase("keys")]
    [TestCase("keys?namespace=users")]
    public async Task A_dashboard_that_is_read_only_says_so_and_offers_no_change(string address)
    {
        BrowserApp app = await StartAsync(options: options => options.ReadOnly = true);
        await app.FillAsync("/users/1");
        IPage page = await OpenAsync(app.Page(address));
        await Assertions.Expect(page.GetByText("Read-only")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-action], #remove, #rows input")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_value_is_shown_as_text_and_never_as_markup()
    {
        BrowserApp app = await StartAsync();
        await app.FillAsync("/users/1");
        IPage page = await OpenAsync(app.Page("keys"));
        await page.Locator("#rows a").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Content" })).ToContainTextAsync("\"name\": \"a <reader>\"");
    }
}
