using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class UncacheableResultTests() : AnalyzerTests(DiagnosticIds.UncacheableResult)
{
    [Test]
    public Task A_result_that_can_t_be_cached_is_found() => FiresAsync(
        """
        static class Users
        {
            [[|Cache(60)|]] public static Task<Stream> Open(int id) => Task.FromResult<Stream>(new MemoryStream());

            [[|Cache(60)|]] public static IQueryable<int> Query() => new[] { 1 }.AsQueryable();

            [[|Cache(60)|]] public static Task<HttpResponseMessage> Get(HttpContext context) => Task.FromResult(new HttpResponseMessage());

            [[|Cache(60)|]] public static async IAsyncEnumerable<int> Stream() { await Task.Yield(); yield return 1; }

            [[|Cache(60)|]] public static IEnumerable<int> Iterate(int count) { for (int i = 0; i < count; i++) yield return i; }

            [[|Cache(60)|]] public static IEnumerator<int> Enumerate() => new List<int>().GetEnumerator();

            [[|Cache(60)|]] public static Task<Task<int>> Nested() => Task.FromResult(Task.FromResult(1));

            [[|Cache(60)|]] public static ReadOnlySpan<char> Name(int id) => "name";

            [[|Cache(60)|]] public static Task<System.Data.Common.DbDataReader> Read() => null!;

            [[|Cache(60)|]] public static Task<IResult> Answer(int id) => Task.FromResult(Results.Ok(id));

            [[|Cache(60)|]] public static Func<int> Code() => () => 1;

            [[|Cache(60)|]] public static unsafe int* Place(int id) => null;
        }
        """);

    [Test]
    public Task Results_that_can_be_cached_are_right() => IsSilentAsync(
        """
        sealed record User(int Id);

        static class Users
        {
            [Cache(60)] public static Task<User?> Find(int id) => Task.FromResult<User?>(null);

            [Cache(60)] public static ValueTask<List<User>> List() => default;

            [Cache(60)] public static Task<IEnumerable<int>> Ids() => Task.FromResult<IEnumerable<int>>([1]);

            [Cache(60)] public static Task<byte[]> Bytes() => Task.FromResult<byte[]>([1]);

            [Cache(60)] public static Task<(int, string)> Pair() => Task.FromResult((1, ""));
        }
        """);

    [Test]
    public Task Results_of_endpoints_are_right() => IsSilentAsync(
        """
        using Microsoft.AspNetCore.Mvc;

        public sealed class UsersController : ControllerBase
        {
            [Cache(60)] public IActionResult List() => Ok();

            [Cache(60)] public ActionResult<int> Find(int id) => id;
        }
        """);

    [TestCase("app.MapGet(\"/\", Handlers.Now);")]
    [TestCase("Delegate handler = Handlers.Now; app.MapGet(\"/\", handler);")]
    [TestCase("Func<IResult> handler = Handlers.Now; app.MapGet(\"/\", handler);")]
    [TestCase("app.MapGet(\"/\", new Func<IResult>(Handlers.Now));")]
    [TestCase("app.MapGet(\"/\", args.Length > 0 ? (Delegate)Handlers.Now : (Delegate)Handlers.Other);")]
    [TestCase("app.MapGet(\"/\", args.Length > 0 ? Handlers.Now : Handlers.Other);")]
    [TestCase("foreach (Delegate handler in new Delegate[] { Handlers.Now }) app.MapGet(\"/\", handler);")]
    [TestCase("foreach (Delegate handler in (List<Delegate>)[Handlers.Now]) app.MapGet(\"/\", handler);")]
    [TestCase("app.Route(Handlers.Now);")]
    [TestCase("app.Route(Handlers.Now); Handlers.Other();")]
    [TestCase("app.MapGet(\"/\", args.Length switch { 0 => Handlers.Now, _ => Handlers.Other });")]
    public Task A_handler_is_right_however_it_reaches_its_endpoint(string statement) => IsSilentAsync(
        $$"""
        var app = WebApplication.CreateBuilder(args).Build();
        {{statement}}

        static class Handlers
        {
            [Cache(60)] public static IResult Now() => Results.Ok(1);

            public static IResult Other() => Results.Ok(2);

            public static void Route(this IEndpointRouteBuilder app, Delegate handler) => app.MapGet("/", handler);
        }
        """);

    [Test]
    public Task A_handler_that_an_override_replaces_is_right() => IsSilentAsync(
        """
        static class Endpoints
        {
            public static void Map(WebApplication app, Derived derived)
            {
                Delegate[] handlers = [derived.Later];
                foreach (Delegate each in handlers)
                    app.MapGet("/", each);
            }
        }

        class Base { [Cache(60)] public virtual IResult Later() => Results.Ok(1); }

        sealed class Derived : Base { public override IResult Later() => Results.Ok(2); }
        """);

    [Test]
    public async Task A_handler_that_implements_an_interface_is_right()
    {
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(
            """
            static class Endpoints
            {
                public static Delegate Of(IHandler handler) => handler.Now;
            }

            interface IHandler { IResult Now(); }

            sealed class Handler : IHandler { [Cache(60)] IResult IHandler.Now() => Results.Ok(1); }
            """));
        Assert.That(diagnostics.Select(diagnostic => diagnostic.Id), Has.None.EqualTo(DiagnosticIds.UncacheableResult));
    }

    [TestCase("Handlers.Now();")]
    [TestCase("Func<IResult> handler = () => Handlers.Now();")]
    [TestCase("string name = nameof(Handlers.Now);")]
    [TestCase("string Now = \"\"; Console.WriteLine(Now);")]
    public Task A_function_is_found_that_no_delegate_calls(string statement) => FiresAsync(
        $$"""
        {{statement}}

        static class Handlers
        {
            [[|Cache(60)|]] public static IResult Now() => Results.Ok(1);
        }
        """);

    [Test]
    public async Task A_function_is_found_that_is_called_and_passed_on()
    {
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(
            """
            using Stream stream = await Reports.OpenAsync(1);
            Console.WriteLine(new[] { 1 }.Select(Reports.OpenAsync).Count());

            static class Reports
            {
                [Cache(60)] public static Task<Stream> OpenAsync(int id) => Task.FromResult<Stream>(new MemoryStream());
            }
            """));
        Assert.That(
            diagnostics.Select(diagnostic => diagnostic.Id), Is.EqualTo(new[] { DiagnosticIds.DelegateOfMarked, DiagnosticIds.UncacheableResult }));
    }
}
