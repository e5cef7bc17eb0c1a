using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class AmbientUserTests() : AnalyzerTests(DiagnosticIds.AmbientUser)
{
    [TestCase("sealed class Orders(IHttpContextAccessor http)", "[|http.HttpContext!.User|].Identity!.Name")]
    [TestCase("sealed class Orders(IHttpContextAccessor http)", "[|http.HttpContext|]?.Request.Headers[\"X-Tenant\"].ToString()")]
    [TestCase("sealed class Orders(IHttpContextAccessor http)", "Names.Of([|http|])")]
    [TestCase("sealed class Orders(HttpContext context)", "[|context.User|].Identity!.Name")]
    [TestCase("sealed class Orders(HttpContext context)", "[|context.Session|].Id")]
    [TestCase("sealed class Orders(System.Security.Claims.ClaimsPrincipal user)", "[|user|].Identity!.Name")]
    [TestCase("static class Orders", "[|System.Security.Claims.ClaimsPrincipal.Current|]?.Identity?.Name")]
    [TestCase("static class Orders", "[|Thread.CurrentPrincipal|]?.Identity?.Name")]
    public Task A_function_that_reads_the_current_user_is_found(string type, string user) => FiresAsync(
        $$"""
        {{type}}
        {
            [Cache(60)] public {{(type.StartsWith("static", StringComparison.Ordinal) ? "static " : "")}}Task<string?> FindAsync(int id) => Task.FromResult<string?>({{user}} + id);
        }

        static class Names
        {
            public static string? Of(IHttpContextAccessor http) => http.HttpContext?.User.Identity?.Name;
        }
        """);

    [Test]
    public Task A_member_that_becomes_a_delegate_is_found() => FiresAsync(
        """
        sealed class Orders(System.Security.Claims.ClaimsPrincipal user)
        {
            [Cache(60)]
            public Task<int> CountAsync(int id)
            {
                Func<int> count = [|Count|];
                return Task.FromResult(count());
            }

            private int Count() => user.Claims.Count();
        }
        """);

    [Test]
    public Task A_field_is_found() => FiresAsync(
        """
        sealed class Orders
        {
            private readonly IHttpContextAccessor _http;

            public Orders(IHttpContextAccessor http) => _http = http;

            [Cache(60)]
            public async Task<string> FindAsync(int id)
            {
                await Task.Yield();
                var context = [|_http.HttpContext|];
                return context!.User.Identity!.Name + id;
            }
        }
        """);

    [Test]
    public Task An_ignored_parameter_is_found() => FiresAsync(
        """
        static class Orders
        {
            [Cache(60)] public static Task<string> FindAsync(int id, [CacheIgnore] System.Security.Claims.ClaimsPrincipal user) => Task.FromResult([|user|].Identity!.Name + id);

            [Cache(60)] public static Task<string> FindAsync(string id, HttpContext context) => Task.FromResult([|context.User|].Identity!.Name + id);
        }
        """);

    [Test]
    public Task A_member_of_the_class_that_the_function_uses_is_looked_into() => FiresAsync(
        """
        sealed class Orders(IHttpContextAccessor http)
        {
            private string? User => Read();

            [Cache(60)] public Task<string> FindAsync(int id) => Task.FromResult([|User|] + id);

            [Cache(60)] public Task<string> CountAsync(int id) => Task.FromResult("" + id);

            private string? Read() => http.HttpContext?.User.Identity?.Name;
        }
        """);

    [Test]
    public Task Implementations_of_a_cached_function_are_found() => FiresAsync(
        """
        interface IOrders
        {
            [Cache(60)] Task<string> FindAsync(int id);
        }

        sealed class Orders(IHttpContextAccessor http) : IOrders
        {
            public Task<string> FindAsync(int id) => Task.FromResult([|http.HttpContext!.User|].Identity!.Name + id);
        }
        """);

    [Test]
    public Task A_user_who_is_in_the_key_is_right() => IsSilentAsync(
        """
        sealed class Orders(IHttpContextAccessor http)
        {
            public Task<string> FindAsync(int id) => FindAsync(id, http.HttpContext!.User.Identity!.Name!);

            [Cache(60)] public Task<string> FindAsync(int id, string user) => Task.FromResult(user + id);
        }

        sealed class Keyed(IHttpContextAccessor http) : ICacheKey
        {
            public string CacheKey => http.HttpContext!.User.Identity!.Name!;

            [Cache(60)] public Task<string> FindAsync(int id) => Task.FromResult(CacheKey + id);
        }

        sealed class Built(IHttpContextAccessor http)
        {
            [Cache(60, KeyBuilder = typeof(Users))] public Task<string> FindAsync(int id) => Task.FromResult(http.HttpContext!.User.Identity!.Name + id);
        }

        sealed class Users : IKeyBuilder
        {
            public string Build(in CacheCall call) => "";
        }
        """);

    [Test]
    public Task A_read_that_does_not_affect_the_result_is_right() => IsSilentAsync(
        """
        using Microsoft.Extensions.Logging;

        sealed class Orders(IHttpContextAccessor http, ILogger<Orders> logger)
        {
            [Cache(60)]
            public async Task<int> FindAsync(int id)
            {
                logger.LogInformation("{User} asks for {Id}", http.HttpContext?.User.Identity?.Name, id);
                await Task.Delay(1, http.HttpContext?.RequestAborted ?? default);
                return http.HttpContext!.RequestServices.GetRequiredService<Orders>().GetHashCode() + id;
            }
        }
        """);

    [Test]
    public Task A_handler_is_cached_by_its_request() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/me", Pages.Me);
        Delegate mine = Pages.Mine;
        app.MapGet("/mine", mine);
        app.MapGet("/also", [Cache(60), VaryBy(User = true)] (HttpContext context) => context.User.Identity!.Name);

        static class Pages
        {
            [Cache(60), VaryBy(User = true)] public static Task<string?> Me(HttpContext context) => Task.FromResult(context.User.Identity!.Name);

            [Cache(60), VaryBy(User = true)] public static Task<string?> Mine(HttpContext context) => Task.FromResult(context.User.Identity!.Name);
        }
        """);

    [Test]
    public Task A_function_that_is_not_cached_is_right() => IsSilentAsync(
        """
        sealed class Orders(IHttpContextAccessor http)
        {
            [CacheEvict(Namespace = "orders")] public Task AddAsync(int id) => Task.FromResult(http.HttpContext!.User.Identity!.Name + id);

            public string? Find() => http.HttpContext!.User.Identity!.Name;
        }
        """);
}
