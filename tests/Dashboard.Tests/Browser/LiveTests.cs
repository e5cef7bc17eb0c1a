using Microsoft.Playwright;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>What changes on an open page.</summary>
[TestFixture]
internal sealed class LiveTests : BrowserTests
{
    [Test]
    public async Task Figures_change_without_a_reload()
    {
        await using BrowserApp app = await BrowserApp.StartAsync(StoreKind.Memory);
        IPage page = await OpenAsync(app.Page());
        await Assertions.Expect(page.GetByText("Live", new() { Exact = true })).ToBeAttachedAsync();
        await page.EvaluateAsync("window.isFirstDocument = true");
        await app.FillAsync("/prices/1");

        ILocator row = page.Locator("tr", new() { HasTextString = "/prices/{id}" });
        await Assertions.Expect(row).ToBeVisibleAsync();
        string before = await row.Locator("[data-figure=requests]").InnerTextAsync();
        await app.AskAsync("/prices/1");

        await Assertions.Expect(row.Locator("[data-figure=requests]")).Not.ToHaveTextAsync(before);
        await Assertions.Expect(page.Locator("[data-total=requests]")).ToHaveTextAsync(await row.Locator("[data-figure=requests]").InnerTextAsync());
        await Assertions.Expect(row.Locator("[data-chart] .hits")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M"));
        Assert.That(await page.EvaluateAsync<bool>("window.isFirstDocument"), Is.True);
    }

    [Test]
    public async Task Numbers_of_the_module_read_like_those_of_the_server()
    {
        await using BrowserApp app = await BrowserApp.StartAsync(StoreKind.Memory);
        IPage page = await OpenAsync(app.Page("events"), new() { BypassCSP = true });
        double[] numbers = [0, 0.0004, 0.0123, 0.5, 0.9996, 1, 2.5, 9.96, 12, 59.9, 60, 61, 3_599, 3_661, 90_000, 1_000_000];

        foreach (double number in numbers)
        {
            string[] texts = await page.EvaluateAsync<string[]>(
                "async number => { const m = await import('./assets/format.js'); return [m.duration(number), m.life(number), m.bytes(Math.floor(number * 99)), m.count(Math.floor(number)), m.ratio(Math.min(1, number))]; }",
                number);
            long bytes = (long)Math.Floor(number * 99);
            Assert.That(texts, Is.EqualTo(new[]
            {
                Figure.Duration(number), Figure.Life(number), Figure.Bytes(bytes), Figure.Count((long)number), Figure.Ratio(Math.Min(1, number)),
            }));
        }
    }
}
