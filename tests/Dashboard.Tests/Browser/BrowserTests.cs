using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>
/// Tests that open pages. Each fails if a page of the dashboard reports an error, or a violation of its content security policy.
/// </summary>
internal abstract class BrowserTests
{
    // Only a failing test waits as long.
    private const int PatienceMilliseconds = 60_000;

    private readonly List<IBrowserContext> _windows = [];
    private readonly List<BrowserApp> _apps = [];
    private readonly ConcurrentQueue<string> _complaints = [];

    [OneTimeSetUp]
    public static void BePatient() => Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);

    [TearDown]
    public async Task Close()
    {
        foreach (IBrowserContext window in _windows)
            await window.CloseAsync();
        _windows.Clear();
        foreach (BrowserApp app in _apps)
            await app.DisposeAsync();
        _apps.Clear();

        string[] complaints = [.. _complaints];
        _complaints.Clear();
        Assert.That(complaints, Is.Empty);
    }

    /// <summary>Starts an application that ends with the test, after its windows are closed.</summary>
    protected async Task<BrowserApp> StartAsync(StoreKind store = StoreKind.Memory, Action<CacheKitDashboardOptions>? options = null)
    {
        BrowserApp app = await BrowserApp.StartAsync(store, options);
        _apps.Add(app);
        return app;
    }

    /// <summary>Opens a page in a window with an empty profile.</summary>
    protected async Task<IPage> OpenAsync(string address, BrowserNewContextOptions? options = null)
    {
        IBrowser browser = await Chromium.BrowserAsync();
        IBrowserContext window = await browser.NewContextAsync(options ?? new BrowserNewContextOptions());
        _windows.Add(window);
        window.SetDefaultTimeout(PatienceMilliseconds);
        IPage page = await window.NewPageAsync();
        page.Console += (_, message) => Hear(page, message);
        page.PageError += (_, error) => _complaints.Enqueue(error);
        await page.GotoAsync(address);
        return page;
    }

    // A page that says what is wrong has a status that says so too, which the browser reports as an error.
    private void Hear(IPage page, IConsoleMessage message)
    {
        if (message.Type is "error" or "warning" && IsOfDashboard(page) && !IsStatusOf(page, message))
            _complaints.Enqueue(message.Text);
    }

    private static bool IsOfDashboard(IPage page) =>
        page.Url.Contains("/cachekit/", StringComparison.Ordinal) && !page.Url.Contains("/api/", StringComparison.Ordinal);

    private static bool IsStatusOf(IPage page, IConsoleMessage message) =>
        message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) &&
        message.Location.StartsWith(page.Url, StringComparison.Ordinal);
}
