using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>The keys of a store that has many.</summary>
[TestFixture]
internal sealed partial class PagingTests : BrowserTests
{
    private const int Keys = 100_000;

    private BrowserApp? _app;

    private BrowserApp App => _app!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await BrowserApp.StartAsync(StoreKind.Redis);

        // The backend tries the command once when it connects.
        await App.FillAsync("/users/1");
        await Conformance.Poll.UntilAsync(async () => await ScansAsync() > 0);
        string[] words =
        [
            "EVAL",
            "for i = 1, tonumber(ARGV[1]) do redis.call('SET', 'app:many:key-' .. i, '\"value\"', 'EX', 3600) end",
            "0",
            Keys.ToString(CultureInfo.InvariantCulture),
        ];
        await App.Redis.SendAsync(words);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [Test]
    public async Task Each_page_costs_the_store_at_most_one_step_of_its_listing()
    {
        long before = await ScansAsync();
        IPage page = await OpenAsync(App.Page("keys"));
        int requests = 1;
        int rows = await RowsAsync(page);
        Assert.That(rows, Is.Positive);

        for (; requests < 8; requests++)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Load more" }).ClickAsync();
            await Assertions.Expect(page.Locator($"#rows tr:nth-child({rows + 1})")).ToBeAttachedAsync();
            await Assertions.Expect(page.Locator("#next")).ToHaveTextAsync("Load more");
            rows = await RowsAsync(page);
        }

        Assert.That(await ScansAsync() - before, Is.Positive.And.LessThanOrEqualTo(requests));
        string?[] keys = await page.EvaluateAsync<string?[]>("[...document.querySelectorAll('#rows tr')].map(row => row.dataset.key)");
        Assert.That(keys, Is.Unique);
    }

    [Test]
    public async Task A_search_goes_on_until_it_has_found_a_key()
    {
        long before = await ScansAsync();
        int requests = 0;
        IPage page = await OpenAsync("about:blank");
        page.Request += (_, request) => requests += request.Url.Contains("/keys?", StringComparison.Ordinal) ? 1 : 0;
        await page.GotoAsync(App.Page("keys?find=key-77777"));

        while (await RowsAsync(page) == 0)
        {
            ILocator next = page.GetByRole(AriaRole.Link, new() { Name = "Load more" });
            await Assertions.Expect(next.Or(page.Locator("#rows tr")).First).ToBeVisibleAsync();
            if (await RowsAsync(page) == 0)
                await next.ClickAsync();
        }

        await Assertions.Expect(page.Locator("#rows tr")).ToHaveCountAsync(1);
        Assert.That(await ScansAsync() - before, Is.Positive.And.LessThanOrEqualTo(requests));
    }

    private static Task<int> RowsAsync(IPage page) => page.Locator("#rows tr").CountAsync();

    // The number of SCAN commands that the server has run.
    private async Task<long> ScansAsync()
    {
        string statistics = (await App.Redis.SendAsync("INFO", "commandstats"))!;
        return Scans().Match(statistics) is { Success: true } match ? long.Parse(match.Groups["calls"].Value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"cmdstat_scan:calls=(?<calls>\d+)")]
    private static partial Regex Scans();
}
