using System.Globalization;
using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class ContradictionTests() : AnalyzerTests(DiagnosticIds.Contradiction)
{
    [Test]
    public Task Attributes_that_contradict_each_other_are_found() => FiresAsync(
        """
        static class Users
        {
            [[|Cache(60)|], CacheOneHour] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [[|Cache(60)|], CacheEvict(Namespace = "users")] public static Task<int> MoreAsync(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public async Task An_async_void_function_that_evicts_after_its_change_is_found()
    {
        Diagnostic[] found = await FiresAsync(
            """
            static partial class Users
            {
                [[|CacheEvict(Tags = ["users"])|]] public static async void Save(int id) => await Task.Delay(id);

                [[|CacheEvict(Namespace = "a", Before = true)|], CacheEvict(Tags = ["users"])] public static partial void Load(int id);

                public static async partial void Load(int id) => await Task.Delay(id);
            }

            interface ISaver { [CacheEvict(Tags = ["users"])] void Save(); }

            abstract class Saver { [CacheEvict(Tags = ["users"])] public abstract void Save(); }

            class One : ISaver { public async void [|Save|]() => await Task.Yield(); }

            class Other : Saver { public override async void [|Save|]() => await Task.Yield(); }

            class Early : ISaver { [CacheEvict(Tags = ["users"], Before = true)] public async void [|Save|]() => await Task.Yield(); }

            class Late : Saver { [[|CacheEvict(Tags = ["users"])|]] public override async void Save() => await Task.Yield(); }
            """);
        Assert.That(
            found[0].GetMessage(CultureInfo.InvariantCulture),
            Is.EqualTo("'Save' is async void, so it evicts before its change is made: return a Task or a ValueTask"));
    }

    [Test]
    public async Task A_function_whose_items_are_computed_when_they_are_read_is_found()
    {
        Diagnostic[] found = await FiresAsync(
            """
            static class Users
            {
                [[|CacheEvict(Tags = ["users"])|]] public static async IAsyncEnumerable<int> ImportAsync(int id) { await Task.Delay(id); yield return id; }

                [[|CacheEvict(Tags = ["users"])|]] public static IAsyncEnumerable<int> PassAsync(int id) => ImportAsync(id);

                [[|CacheEvict(Tags = ["users"])|]] public static IAsyncEnumerator<int> ReadAsync(int id) => ImportAsync(id).GetAsyncEnumerator();

                [[|CacheEvict(Tags = ["users"])|]] public static IEnumerable<int> Import(int id) { yield return id; }

                [[|CacheEvict(Tags = ["users"])|]] public static System.Collections.IEnumerator Read(int id) { yield return id; }
            }

            interface IImporter
            {
                [[|CacheEvict(Tags = ["users"])|]] IAsyncEnumerable<int> ImportAsync();

                [CacheEvict(Tags = ["users"])] IEnumerable<int> Import();
            }

            class Importer : IImporter
            {
                public async IAsyncEnumerable<int> [|ImportAsync|]() { await Task.Yield(); yield return 1; }

                public IEnumerable<int> [|Import|]() { yield return 1; }
            }

            static class Caller { public static object M(IImporter importer) => (Users.ImportAsync(1), Users.Import(1), importer.ImportAsync()); }
            """);
        Assert.That(
            found[0].GetMessage(CultureInfo.InvariantCulture),
            Is.EqualTo("'ImportAsync' computes its items when they are read, so it evicts before its change is made: return a collection, or evict when all items are read"));
    }

    [Test]
    public Task Items_that_exist_when_the_function_returns_or_are_computed_after_the_eviction_are_right() => IsSilentAsync(
        """
        static class Users
        {
            [CacheEvict(Tags = ["users"], Before = true)] public static async IAsyncEnumerable<int> ImportAsync(int id) { await Task.Delay(id); yield return id; }

            [CacheEvict(Tags = ["users"], Before = true)] public static IEnumerable<int> Import(int id) { yield return id; }

            [CacheEvict(Tags = ["users"])] public static IEnumerable<int> List(int id) => [id];

            [CacheEvict(Tags = ["users"])]
            public static Task<IEnumerable<int>> ListAsync(int id)
            {
                return Task.FromResult(Items());
                IEnumerable<int> Items() { yield return id; }
            }
        }
        """);

    [Test]
    public Task A_handler_that_answers_with_a_stream_evicts_when_its_response_starts() => IsSilentAsync(
        """
        public sealed class UsersController : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            [CacheEvict(Tags = ["users"])] public async IAsyncEnumerable<int> Import(int id) { await Task.Delay(id); yield return id; }
        }
        """);

    [Test]
    public Task A_function_that_evicts_before_its_change_or_can_be_awaited_is_right() => IsSilentAsync(
        """
        static class Users
        {
            [CacheEvict(Tags = ["users"], Before = true)] public static async void Begin(int id) => await Task.Delay(id);

            [CacheEvict(Tags = ["users"])] public static async Task SaveAsync(int id) => await Task.Delay(id);

            [CacheEvict(Tags = ["users"])] public static void Save(int id) => Thread.Yield();

            public static async void Other(int id) => await Task.Delay(id);
        }
        """);

    [Test]
    public Task A_put_that_also_evicts_is_right() => IsSilentAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [CachePut(nameof(FindAsync)), CacheEvict(Tags = ["all"])] public static Task<int> SaveAsync(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task Two_cache_attributes_on_a_type_or_a_lambda_are_found() => FiresAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/", [[|Cache(60)|], CacheOneHour] () => "root");

        [[|Cache(60)|], CacheOneHour]
        static class Users
        {
            [Cache] public static Task<int> FindAsync(int id) => Task.FromResult(id);
        }
        """);
}
