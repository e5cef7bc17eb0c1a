using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class NoKeyTests() : AnalyzerTests(DiagnosticIds.NoKey)
{
    [Test]
    public Task A_parameter_without_a_key_is_found() => FiresAsync(
        """
        sealed class Query { public int Id { get; set; } }

        static class Users
        {
            [Cache(60)] public static Task<int> Class(Query [|query|]) => Task.FromResult(query.Id);

            [Cache(60)] public static Task<int> User(System.Security.Claims.ClaimsPrincipal [|user|]) => Task.FromResult(1);

            [Cache(60)] public static Task<int> Set(HashSet<Query> [|ids|]) => Task.FromResult(1);

            [Cache(60)] public static Task<int> Any(object [|id|]) => Task.FromResult(1);

            [Cache(60)] public static Task<int> Lazy(IEnumerable<int> [|ids|]) => Task.FromResult(1);
        }
        """);

    [Test]
    public Task Another_attribute_named_like_that_of_key_texts_gives_no_key() => FiresAsync(
        """
        sealed class Money { }

        static class Texts { [Other.CacheKeyText] public static string Of(Money money) => ""; }

        static class Prices { [Cache(60)] public static Task<int> FindAsync(Money [|money|]) => Task.FromResult(1); }

        namespace Other { sealed class CacheKeyTextAttribute : Attribute { } }
        """);

    [Test]
    public Task A_record_that_holds_itself_is_found() => FiresAsync(
        """
        sealed record Node(int Id, Node? Next);

        static class Nodes
        {
            [Cache(60)] public static Task<int> FindAsync(Node [|node|]) => Task.FromResult(node.Id);
        }
        """);

    [Test]
    public Task A_record_with_hidden_state_is_found() => FiresAsync(
        """
        sealed record Search(string Text) { private readonly int _limit = Text.Length; public override string ToString() => $"{_limit}"; }

        static class Searches
        {
            [Cache(60)] public static Task<int> FindAsync(Search [|search|]) => Task.FromResult(1);
        }
        """);

    [Test]
    public Task A_value_whose_methods_are_cached_needs_a_key_too() => FiresAsync(
        """
        struct Reader { public Stream Source; [[|Cache(60)|]] public readonly Task<int> LengthAsync() => Task.FromResult(1); }

        sealed record Service(HttpClient Client) { [[|Cache(60)|]] public Task<string> LoadAsync(int id) => Client.GetStringAsync($"{id}"); }

        readonly record struct Circle(int Radius) { [Cache(60)] public Task<int> AreaAsync() => Task.FromResult(Radius * Radius); }

        record Nothing { [Cache(60)] public Task<int> OneAsync() => Task.FromResult(1); }
        """);

    [Test]
    public Task Parameters_with_a_key_are_right() => IsSilentAsync(
        """
        enum Role { Reader, Admin }

        sealed record Page(int Size, int Number);

        sealed record Search(string Text, Page? Page, Role Role);

        sealed class Tenant : ICacheKey { public string CacheKey => "1"; }

        static class Users
        {
            [Cache(60)] public static Task<int> Simple(int a, string? b, Guid c, Role d, DateTimeOffset e, decimal? f, Uri g, Version h, Type i, char j) => Task.FromResult(1);

            [Cache(60)] public static Task<int> Lists(int[] a, List<string> b, IReadOnlyList<Guid> c, System.Collections.Immutable.ImmutableArray<int> d, (int, string) e, int[][] f) => Task.FromResult(1);

            [Cache(60)] public static Task<int> Own(Tenant a, ICacheKey b, Search c, Page? d) => Task.FromResult(1);

            [Cache(60)] public static Task<T?> Generic<T>(T id) => Task.FromResult<T?>(id);

            [Cache(60)] public static Task<int> Services(int id, IServiceProvider a, ILogger b, ILoggerFactory c, TimeProvider d, HttpContext e, CancellationToken f, [CacheIgnore] object g) => Task.FromResult(1);

            [Cache(60)] public static Task<int> Injected([Microsoft.AspNetCore.Mvc.FromServices] HttpClient a, [FromKeyedServices("a")] HttpClient b) => Task.FromResult(1);
        }
        """);

    [Test]
    public Task A_handler_that_takes_a_service_is_right() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/users", Users.ListAsync);

        static class Users
        {
            [Cache(60)] public static Task<string> ListAsync(HttpClient client) => client.GetStringAsync("http://localhost");
        }
        """);

    [Test]
    public async Task The_message_says_what_to_do()
    {
        Diagnostic[] diagnostics = await FiresAsync(
            "static class Users { [Cache(60)] public static Task<int> FindAsync(object [|id|]) => Task.FromResult(1); }");
        Assert.That(
            diagnostics.Single().GetMessage(null),
            Is.EqualTo(
                "'id' is of the type 'object', which has no stable text for a key. Pass what identifies it, make it a record of such values, " +
                "implement ICacheKey, write a [CacheKeyText] method for the type, or mark the parameter [CacheIgnore]."));
    }
}
