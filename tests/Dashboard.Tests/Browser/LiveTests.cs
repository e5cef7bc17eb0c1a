using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>What changes on an open page.</summary>
[TestFixture]
internal sealed partial class LiveTests : BrowserTests
{
    [Test]
    public async Task Figures_change_without_a_reload()
    {
        BrowserApp app = await StartAsync();
        IPage page = await OpenAsync(app.Page());
        await Assertions.Expect(page.GetByText("Live", new() { Exact = true })).ToBeAttachedAsync();
        await page.EvaluateAsync("window.isFirstDocument = true");
        await app.FillAsync("/prices/1");

        ILocator row = page.Locator("tr", new() { HasTextString = "/prices/{id}" });
        await Assertions.Expect(row).ToBeVisibleAsync();
        string before = await row.Locator("[data-figure=requests]").InnerTextAsync();
        await app.AskAsync("/prices/1");

        await Assertions.Expect(row.Locator("[data-figure=requests]")).Not.ToHaveTextAsync(before);
        string after = await row.Locator("[data-figure=requests]").InnerTextAsync();
        await Assertions.Expect(page.Locator("[data-total=requests]")).ToHaveTextAsync(after);
        await Assertions.Expect(row.Locator("[data-chart] .hits")).ToHaveAttributeAsync("d", HasBars());
        Assert.That(await page.EvaluateAsync<bool>("window.isFirstDocument"), Is.True);
    }

    [Test]
    public async Task Numbers_of_the_module_read_like_those_of_the_server()
    {
        BrowserApp app = await StartAsync();
        IPage page = await OpenAsync(app.Page("events"), new() { BypassCSP = true });
        double[] numbers = [0, 0.0004, 0.0123, 0.5, 0.9996, 1, 2.5, 9.96, 12, 59.9, 60, 61, 3_599, 3_661, 90_000, 1_000_000];

        foreach (double number in numbers)
        {
            string[] texts = await page.EvaluateAsync<string[]>(
                """
                async text => {
                    const [format, number] = [await import("./assets/format.js"), Number(text)];
                    return [
                        format.duration(number), format.life(number), format.bytes(Math.floor(number * 99)),
                        format.count(Math.floor(number)), format.ratio(Math.min(1, number)),
                    ];
                }
                """,
                number.ToString(CultureInfo.InvariantCulture));
            long bytes = (long)Math.Floor(number * 99);
            Assert.That(texts, Is.EqualTo(new[]
            {
                Figure.Duration(number), Figure.Life(number), Figure.Bytes(bytes),
                Figure.Count((long)number), Figure.Ratio(Math.Min(1, number)),
            }));
        }
    }

    [GeneratedRegex("^M")]
    private static partial Regex HasBars();
}
