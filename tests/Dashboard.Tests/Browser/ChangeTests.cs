using Microsoft.Playwright;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>What a user changes by the pages.</summary>
[TestFixture(StoreKind.Memory)]
[TestFixture(StoreKind.Redis)]
internal sealed class ChangeTests(StoreKind store) : BrowserTests
{
    private BrowserApp? _app;

    private BrowserApp App => _app!;

    [OneTimeSetUp]
    public async Task Start() => _app = await BrowserApp.StartAsync(store);

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [SetUp]
    public async Task BeginEmpty() => await App.Cache.ClearAsync();

    [Test]
    public async Task After_a_key_is_removed_the_next_request_is_a_miss()
    {
        await App.FillAsync("/users/1", "/users/2");
        IPage page = await OpenAsync(App.Page("keys"));

        await Row(page, "/users/1").GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove selected…" }).ClickAsync();
        await ConfirmAsync(page, "Remove", "remove");

        await Assertions.Expect(Row(page, "/users/1")).ToHaveCountAsync(0);
        Assert.That(await App.AskAsync("/users/1"), Is.EqualTo("MISS"));
        Assert.That(await App.AskAsync("/users/2"), Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_removal_that_is_not_confirmed_removes_nothing()
    {
        await App.FillAsync("/users/1");
        IPage page = await OpenAsync(App.Page("keys"));

        await Row(page, "/users/1").GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove selected…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        Assert.That(await App.AskAsync("/users/1"), Is.EqualTo("HIT"));
    }

    [Test]
    public async Task Several_chosen_keys_are_removed_together()
    {
        await App.FillAsync("/users/1", "/users/2", "/prices/1");
        IPage page = await OpenAsync(App.Page("keys"));

        await Row(page, "/users/1").GetByRole(AriaRole.Checkbox).CheckAsync();
        await Row(page, "/prices/1").GetByRole(AriaRole.Checkbox).CheckAsync();
        await Assertions.Expect(page.GetByText("2 keys selected")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove selected…" }).ClickAsync();
        await ConfirmAsync(page, "Remove", "remove");

        await Assertions.Expect(page.Locator("#rows tr")).ToHaveCountAsync(1);
        Assert.That(await App.AskAsync("/users/1"), Is.EqualTo("MISS"));
        Assert.That(await App.AskAsync("/prices/1"), Is.EqualTo("MISS"));
        Assert.That(await App.AskAsync("/users/2"), Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_search_shows_only_the_keys_that_contain_its_text()
    {
        await App.FillAsync("/users/1", "/users/2", "/prices/1");
        IPage page = await OpenAsync(App.Page("keys"));

        await page.GetByRole(AriaRole.Searchbox).FillAsync("prices/");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();

        await Assertions.Expect(page.Locator("#rows tr")).ToHaveCountAsync(1);
        await Assertions.Expect(Row(page, "/prices/1")).ToBeVisibleAsync();
    }

    [Test]
    public async Task A_namespace_of_the_tree_shows_its_keys_and_is_cleared()
    {
        await App.FillAsync("/users/1", "/prices/1");
        IPage page = await OpenAsync(App.Page("keys"));

        await page.Locator("#namespaces").GetByRole(AriaRole.Link, new() { Name = "users" }).ClickAsync();
        await Assertions.Expect(page.Locator("#rows tr")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Clear the namespace…" }).ClickAsync();
        await ConfirmAsync(page, "Clear", "clear");

        await Assertions.Expect(page.GetByText("Nothing is cached in users")).ToBeVisibleAsync();
        Assert.That(await App.AskAsync("/users/1"), Is.EqualTo("MISS"));
        Assert.That(await App.AskAsync("/prices/1"), Is.EqualTo("HIT"));
    }

    [Test]
    public async Task A_tag_is_evicted_immediately()
    {
        await App.FillAsync("/users/1", "/users/2", "/prices/1");
        await EvictAsync("users", "Immediately");

        Assert.That(await App.AskAsync("/users/1"), Is.EqualTo("MISS"));
        Assert.That(await App.AskAsync("/users/2"), Is.EqualTo("MISS"));
        Assert.That(await App.AskAsync("/prices/1"), Is.EqualTo("HIT"));
    }

    [Test]
    public async Task After_a_soft_eviction_the_old_value_is_served_once_more()
    {
        await App.FillAsync("/users/1");
        string old = await App.ReadAsync("/users/1");
        await EvictAsync("users", "Softly");

        Assert.That(await App.ReadAsync("/users/1"), Is.EqualTo(old));
        await Conformance.Poll.UntilAsync(async () => await App.ReadAsync("/users/1") != old);
    }

    [Test]
    public async Task A_tag_is_evicted_from_the_page_of_an_entry()
    {
        await App.FillAsync("/users/1");
        IPage page = await OpenAsync(App.Page("keys"));
        await Row(page, "/users/1").GetByRole(AriaRole.Link).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Evict the tag user:1" }).ClickAsync();
        await ConfirmAsync(page, "Evict", "evict");

        Assert.That(await App.AskAsync("/users/1"), Is.EqualTo("MISS"));
    }

    [TestCase("users ")]
    [TestCase("users\nof today")]
    public async Task The_tag_of_an_entry_is_evicted_as_it_is(string tag)
    {
        await App.Cache.SetAsync("tagged", 1, new CacheEntryOptions { Tags = [tag] });
        IPage page = await OpenAsync(App.Page("keys"));
        await Row(page, "tagged").GetByRole(AriaRole.Link).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Evict the tag" }).ClickAsync();
        await ConfirmAsync(page, "Evict", "evict");

        Assert.That((await App.Cache.TryGetAsync<int>("tagged")).HasValue, Is.False);
    }

    [Test]
    public async Task A_namespace_is_counted_whatever_its_name([Values("constructor", "__proto__")] string name)
    {
        await App.Cache.SetAsync("a", 1, new CacheEntryOptions { Namespace = name });
        IPage page = await OpenAsync(App.Page("keys"));
        await Assertions.Expect(page.Locator($"#namespaces a[data-namespace='{name}'] .count")).ToHaveTextAsync("1");
    }

    [Test]
    public async Task The_entry_of_a_function_is_refreshed()
    {
        await OpenAsync(App.Page());
        string old = await App.ReadAsync("/draws/1");
        await Conformance.Poll.UntilAsync(async () => old == (old = await App.ReadAsync("/draws/1")));
        IPage page = await OpenAsync(App.Page("keys?find=Draws"));
        await Row(page, "Draws").GetByRole(AriaRole.Link).ClickAsync();

        await page.RunAndWaitForResponseAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Refresh" }).ClickAsync(),
            response => response.Url.EndsWith("/refresh", StringComparison.Ordinal));

        Assert.That(await App.ReadAsync("/draws/1"), Is.Not.EqualTo(old));
    }

    [Test]
    public async Task A_cache_is_switched_off_and_on()
    {
        await App.FillAsync("/users/1");
        IPage page = await OpenAsync(App.Page());
        ILocator control = page.GetByRole(AriaRole.Switch);

        await control.ClickAsync();
        await Assertions.Expect(control).Not.ToBeCheckedAsync();
        Assert.That(await App.AskAsync("/users/1"), Is.EqualTo("BYPASS"));

        await control.ClickAsync();
        await Assertions.Expect(control).ToBeCheckedAsync();
        Assert.That(await App.AskAsync("/users/1"), Is.EqualTo("HIT"));
    }

    private async Task EvictAsync(string tag, string mode)
    {
        IPage page = await OpenAsync(App.Page("keys"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Evict a tag…" }).ClickAsync();
        await page.GetByLabel("Tag", new() { Exact = true }).FillAsync(tag);
        await page.GetByRole(AriaRole.Radio, new() { Name = mode }).CheckAsync();
        await ConfirmAsync(page, "Evict", "evict");
    }

    // Returns when the server has answered.
    private static Task<IResponse> ConfirmAsync(IPage page, string button, string operation) => page.RunAndWaitForResponseAsync(
        () => page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync(),
        response => response.Url.EndsWith("/" + operation, StringComparison.Ordinal));

    private static ILocator Row(IPage page, string text) => page.Locator("#rows tr", new() { HasTextString = text });
}
