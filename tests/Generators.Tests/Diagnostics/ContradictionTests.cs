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
