using CacheKit.Conformance;
using Microsoft.Playwright;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>What the keyboard does.</summary>
[TestFixture]
internal sealed class KeyboardTests : BrowserTests
{
    private BrowserApp? _app;

    private BrowserApp App => _app!;

    [OneTimeSetUp]
    public async Task Start() => _app = await BrowserApp.StartAsync(StoreKind.Memory);

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [SetUp]
    public async Task Fill()
    {
        await App.Cache.ClearAsync();
        await App.FillAsync("/users/1", "/users/2", "/users/3");
    }

    [Test]
    public async Task Keys_are_chosen_and_removed_by_the_keyboard()
    {
        IPage page = await OpenAsync(App.Page("keys"));
        foreach (string key in (string[])["j", "x", "j", "x"])
            await page.Keyboard.PressAsync(key);
        await Assertions.Expect(page.GetByText("2 keys selected")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("Delete");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).PressAsync("Enter");

        await Assertions.Expect(page.Locator("#rows tr")).ToHaveCountAsync(1);
    }

    [TestCase("j", "k")]
    [TestCase("ArrowDown", "ArrowUp")]
    public async Task The_focus_moves_in_the_table_and_Enter_opens_the_key(string down, string up)
    {
        IPage page = await OpenAsync(App.Page("keys"));
        string?[] links = await page.EvaluateAsync<string?[]>("[...document.querySelectorAll('#rows a')].map(link => link.href)");
        foreach (string key in (string[])[down, down, down, up, "Enter"])
            await page.Keyboard.PressAsync(key);
        await Poll.UntilAsync(async () => page.Url == links[1]);
    }

    [Test]
    public async Task A_slash_focuses_the_search_from_every_page()
    {
        IPage page = await OpenAsync(App.Page());
        await page.Keyboard.PressAsync("/");
        await Poll.UntilAsync(async () => page.Url == App.Page("keys#find"));
        await Assertions.Expect(page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();

        await page.Keyboard.TypeAsync("users/3?");
        await Assertions.Expect(page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("users/3?");
        await page.Keyboard.PressAsync("Enter");
        await Poll.UntilAsync(async () => page.Url == App.Page("keys?cache=default&find=users%2F3%3F"));
    }

    [Test]
    public async Task The_list_of_keys_opens_and_closes()
    {
        IPage page = await OpenAsync(App.Page("events"));
        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Keyboard shortcuts" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }
}
