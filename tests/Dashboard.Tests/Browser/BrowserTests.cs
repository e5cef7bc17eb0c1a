using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>Tests that open pages. Each fails if a page reports an error, or a violation of its content security policy.</summary>
internal abstract class BrowserTests
{
    // Only a failing test waits as long.
    private const int PatienceMilliseconds = 60_000;

    private readonly List<IBrowserContext> _windows = [];
    private readonly ConcurrentQueue<string> _complaints = [];

    [OneTimeSetUp]
    public static void BePatient() => Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);

    [TearDown]
    public async Task CloseWindows()
    {
        foreach (IBrowserContext window in _windows)
            await window.CloseAsync();
        _windows.Clear();
        string[] complaints = [.. _complaints];
        _complaints.Clear();
        Assert.That(complaints, Is.Empty);
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
        if (message.Type is "error" or "warning" && !IsStatusOf(page, message))
            _complaints.Enqueue(message.Text);
    }

    private static bool IsStatusOf(IPage page, IConsoleMessage message) =>
        message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) &&
        message.Location.StartsWith(page.Url, StringComparison.Ordinal);
}
