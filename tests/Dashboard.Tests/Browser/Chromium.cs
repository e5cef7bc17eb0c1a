using CacheKit.Servers;
using Microsoft.Playwright;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>
/// One browser for all tests of a run, which the first of them starts: the one that the environment variable CACHEKIT_CHROMIUM names, or
/// else the first of <c>chromium-headless-shell</c>, which takes a third of the processor time, and <c>chromium</c> on PATH. Without one, the
/// tests are skipped, or fail under CI.
/// </summary>
[SetUpFixture]
internal sealed class Chromium
{
    private static readonly string[] _programs = ["chromium-headless-shell", "chromium"];
    private static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _started = new(StartAsync);

    public static async Task<IBrowser> BrowserAsync()
    {
        // Outside of the task, so that each test is skipped for itself.
        _ = Program();
        return (await _started.Value).Browser;
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (!_started.IsValueCreated)
            return;
        (IPlaywright playwright, IBrowser browser) = await _started.Value;
        await browser.CloseAsync();
        playwright.Dispose();
    }

    private static string Program()
    {
        if (Environment.GetEnvironmentVariable("CACHEKIT_CHROMIUM") is not { Length: > 0 } path)
            return Requirement.Program(_programs, "Install it, for example: apt install chromium, or name one: CACHEKIT_CHROMIUM=path");

        Requirement.Met(File.Exists(path), $"CACHEKIT_CHROMIUM is '{path}', and there is no such file.");
        return path;
    }

    private static async Task<(IPlaywright Playwright, IBrowser Browser)> StartAsync()
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program(),
            Timeout = 60_000,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        });
        return (playwright, browser);
    }
}
