using CacheKit.Servers;

namespace CacheKit.Packages.Tests;

/// <summary>An application with Razor components and pages, some of which call a cached function directly.</summary>
[TestFixture]
[Category("Packages")]
internal sealed class RazorTests
{
    private const string Program = """
        using App;
        using CacheKit;

        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddRazorComponents();
        builder.Services.AddRazorPages();
        var app = builder.Build();

        CacheManager.Init(new InMemoryBackend());
        app.UseCacheKit();
        app.UseAntiforgery();
        app.MapRazorComponents<Root>();
        app.MapRazorPages();
        app.Run();

        namespace App
        {
            public static class Numbers
            {
                [Cache(60)]
                public static Task<int> FindAsync(int id) => Task.FromResult(Random.Shared.Next());

                [CacheEvict(nameof(FindAsync))]
                public static void Forget(int id)
                {
                }
            }
        }
        """;

    private const string Root = """
        @using Microsoft.AspNetCore.Components.Routing
        <Router AppAssembly="typeof(Root).Assembly">
            <Found Context="route"><RouteView RouteData="route" /></Found>
        </Router>
        """;

    private const string Inline = """
        @page "/inline"
        @number
        <button @onclick="() => Numbers.Forget(7)">Forget</button>

        @code {
            private int number;

            protected override async Task OnInitializedAsync()
            {
                number = await Numbers.FindAsync(7);
            }
        }
        """;

    private const string Behind = """
        @page "/behind"
        @Number
        """;

    private const string CodeBehind = """
        namespace App;

        public partial class Behind
        {
            private int Number { get; set; }

            protected override async Task OnInitializedAsync() => Number = await Numbers.FindAsync(7);
        }
        """;

    private const string Page = """
        @page "/page"
        @model App.Pages.IndexModel
        @Model.Number @(await App.Numbers.FindAsync(7))
        """;

    private const string PageModel = """
        using Microsoft.AspNetCore.Mvc.RazorPages;

        namespace App.Pages;

        public class IndexModel : PageModel
        {
            public int Number { get; private set; }

            public async Task OnGetAsync() => Number = await Numbers.FindAsync(7);
        }
        """;

    private Consumer _consumer = null!;
    private string _output = "";

    [OneTimeSetUp]
    public async Task Build()
    {
        _consumer = new Consumer();
        _consumer.Write("App/_Imports.razor", "@using App\n@using Microsoft.AspNetCore.Components.Web");
        _consumer.Write("App/Root.razor", Root);
        _consumer.Write("App/Inline.razor", Inline);
        _consumer.Write("App/Behind.razor", Behind);
        _consumer.Write("App/Behind.razor.cs", CodeBehind);
        _consumer.Write("App/Pages/Index.cshtml", Page);
        _consumer.Write("App/Pages/Index.cshtml.cs", PageModel);
        _consumer.AddApplication(
            "App", Program, Consumer.References(["CacheKit.AspNetCore", "CacheKit.Backends.InMemory"]), Consumer.WarningsStay);
        await _consumer.BuildAsync();
        _output = _consumer.OutputOf("App");
    }

    [OneTimeTearDown]
    public void Delete() => _consumer.Dispose();

    [TestCase("Inline.razor(3,", "Forget", "the code behind, Inline.razor.cs, or in a service")]
    [TestCase("Inline.razor(10,", "FindAsync", "the code behind, Inline.razor.cs, or in a service")]
    [TestCase("Index.cshtml(3,", "FindAsync", "the page model, the controller or a service")]
    public void A_call_in_a_Razor_file_is_warned_of_in_its_line(string place, string method, string remedy) =>
        Assert.That(_output.Split('\n'), Has.Some.Matches<string>(line =>
            line.Contains(place, StringComparison.Ordinal)
            && line.Contains($"warning CK0027: This call of '{method}' does not go through the cache", StringComparison.Ordinal)
            && line.Contains($"Call it in {remedy}", StringComparison.Ordinal)));

    [Test]
    public void A_call_in_code_behind_and_in_a_page_model_is_not_warned_of() =>
        Assert.That(_output, Does.Not.Contain("Behind.razor").And.Not.Contain("Index.cshtml.cs"));

    [Test]
    public async Task A_call_in_code_behind_and_in_a_page_model_is_woven()
    {
        await using Application application = await _consumer.StartAsync("App");
        string behind = await GetAsync(application, "/behind");
        string page = await GetAsync(application, "/page");

        Assert.That(await GetAsync(application, "/behind"), Is.EqualTo(behind));
        Assert.That(page.Split(' ')[0], Is.EqualTo(behind));
        Assert.That(await GetAsync(application, "/inline"), Does.Not.Contain(behind));
        Assert.That((await GetAsync(application, "/page")).Split(' ')[1], Is.Not.EqualTo(page.Split(' ')[1]));
    }

    private static async Task<string> GetAsync(Application application, string path) =>
        (await application.Client.GetStringAsync(new Uri(path, UriKind.Relative))).Trim();
}
