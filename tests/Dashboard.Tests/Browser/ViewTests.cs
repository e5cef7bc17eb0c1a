using Microsoft.Playwright;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>Each view as it looks, in light and dark. The pictures are written to the folder <c>pictures</c> beside the tests.</summary>
[TestFixture]
internal sealed class ViewTests : BrowserTests
{
    private static readonly string[] _views =
        ["overview", "keys", "entry", "response", "events", "empty", "none", "cursor", "gone", "evict", "shortcuts"];
    private static readonly ColorScheme[] _schemes = [ColorScheme.Light, ColorScheme.Dark];

    private BrowserApp? _app;

    private BrowserApp App => _app!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _app = await BrowserApp.StartAsync(StoreKind.Memory);

        // From here on, requests are counted.
        await App.Client.GetAsync(new Uri(App.Page()));
        await App.FillAsync("/", "/users/1", "/users/2", "/users/3", "/prices/1");
        await App.ReadAsync("/draws/1");
        await App.ReadAsync("/cookie");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    [TestCaseSource(nameof(_views))]
    public async Task A_view_is_accessible(string view)
    {
        // The content security policy of the page would refuse the script of the test.
        IPage page = await OpenAsync(AddressOf(view), new() { BypassCSP = true, ReducedMotion = ReducedMotion.Reduce });
        await PrepareAsync(page, view);
        foreach (ColorScheme scheme in _schemes)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.That(await Axe.ViolationsAsync(page), Is.Empty, $"{scheme}");
        }
    }

    [TestCaseSource(nameof(_views))]
    public async Task A_view_fits_the_window(string view)
    {
        IPage page = await OpenAsync(AddressOf(view));
        await PrepareAsync(page, view);
        foreach (int width in (int[])[320, 620, 768, 1280, 2560])
        {
            await page.SetViewportSizeAsync(width, 900);
            int hidden = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
            Assert.That(hidden, Is.LessThanOrEqualTo(0), $"{width} px");
        }
    }

    [TestCaseSource(nameof(_views))]
    public async Task A_view_is_without_errors_and_is_pictured(string view)
    {
        IPage page = await OpenAsync(
            AddressOf(view), new() { ViewportSize = new() { Width = 1280, Height = 800 }, ReducedMotion = ReducedMotion.Reduce });
        await PrepareAsync(page, view);
        foreach (ColorScheme scheme in _schemes)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            string path = Path.Combine(TestContext.CurrentContext.TestDirectory, "pictures", $"{view}-{scheme}.png".ToLowerInvariant());
            await page.ScreenshotAsync(new() { Path = path });
            Assert.That(new FileInfo(path).Length, Is.Positive);
        }
    }

    [Test]
    public async Task The_theme_is_switched_and_remembered()
    {
        IPage page = await OpenAsync(App.Page(), new() { ColorScheme = ColorScheme.Light });
        string light = await GroundAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Colours: automatic" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Colours: light" }).ClickAsync();
        await page.GotoAsync(App.Page("keys"));

        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Colours: dark" })).ToBeVisibleAsync();
        Assert.That(await GroundAsync(page), Is.Not.EqualTo(light));
    }

    [TestCase("")]
    [TestCase("keys")]
    [TestCase("keys?cache=default&find=users")]
    public async Task Everything_can_be_looked_at_without_JavaScript(string address)
    {
        IPage page = await OpenAsync(App.Page(address), new() { JavaScriptEnabled = false });
        await Assertions.Expect(page.GetByText("/users/").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Remove selected…" })).ToHaveCountAsync(0);
    }

    private string AddressOf(string view) => App.Page(view switch
    {
        "overview" => "",
        "entry" => "entry?cache=default&key=" + Uri.EscapeDataString("app:draws:" + KeyOfDraw),
        "response" => "entry?cache=default&key=" + Uri.EscapeDataString($"app:users:GET {App.Origin}/users/1"),
        "empty" => "keys?namespace=nothing",
        "none" => "keys?find=nothing",
        "cursor" => "keys?cursor=ours-not",
        "gone" => "entry?cache=default&key=app:users:gone",
        "evict" or "shortcuts" => "keys",
        _ => view,
    });

    private static string KeyOfDraw => "CacheKit.Dashboard.Tests.Browser.Draws.NextAsync(id=1)";

    private static async Task PrepareAsync(IPage page, string view)
    {
        if (view == "evict")
            await page.GetByRole(AriaRole.Button, new() { Name = "Evict a tag…" }).ClickAsync();
        else if (view == "shortcuts")
            await page.Keyboard.PressAsync("?");
        if (view is "evict" or "shortcuts")
            await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Main, new() { IncludeHidden = true })).ToBeAttachedAsync();
    }

    private static Task<string> GroundAsync(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
