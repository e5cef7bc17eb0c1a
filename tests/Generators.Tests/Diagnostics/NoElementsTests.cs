using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class NoElementsTests() : AnalyzerTests(DiagnosticIds.NoElements)
{
    [TestCase("Task<Dictionary<int, string>>", "int[] ids", "\"id\"", "has no parameter 'id'")]
    [TestCase("Task<Dictionary<int, string>>", "int ids", "\"ids\"", "takes 'ids' as 'int': make it an array, a List<T>, a HashSet<T>, or an interface that they have")]
    [TestCase("Task<Dictionary<int, string>>", "[CacheIgnore] int[] ids", "\"ids\"", "leaves 'ids' out of its key")]
    [TestCase("Dictionary<int, string>", "int[] ids", "\"ids\"", "is synchronous: return a Task or a ValueTask")]
    [TestCase("Task<string>", "int[] ids", "\"ids\"", "returns 'string': return a dictionary by id, or an array or a list in the order of the ids")]
    [TestCase("Task<HashSet<string>>", "int[] ids", "\"ids\"", "returns 'HashSet<string>': return a dictionary by id, or an array or a list in the order of the ids")]
    [TestCase("Task<Dictionary<long, string>>", "int[] ids", "\"ids\"", "returns a dictionary by 'long', but its ids are of the type 'int'")]
    [TestCase("Task<Dictionary<int, int>>", "int[] ids", "\"ids\"", "remembers absent ids as null, and 'int' can't be null: return 'int?' for an id", "RemembersAbsent = true")]
    [TestCase("Task<int[]>", "int[] ids", "\"ids\"", "has a negative MaxBatch: give the most ids of one call, or omit it", "MaxBatch = -1")]
    public async Task A_function_without_elements_is_found(string result, string parameter, string each, string why, string setting = "MaxBatch = 5")
    {
        Diagnostic[] diagnostics = await FiresAsync(
            $$"""
            static class Users
            {
                [Cache(60, Each = [|{{each}}|], {{setting}})] public static {{result}} FindAsync({{parameter}}, int page = 1) => default!;
            }
            """);
        Assert.That(diagnostics.Single().GetMessage(null), Is.EqualTo($"'FindAsync' can't be cached element by element: it {why}"));
    }

    [TestCase("Shares = \"OtherAsync\"")]
    [TestCase("MaxBatch = 5")]
    [TestCase("RemembersAbsent = true")]
    public Task A_setting_of_elements_without_each_is_found(string setting) => FiresAsync(
        $$"""
        static class Users
        {
            [[|Cache(60, {{setting}})|]] public static Task<string[]> FindAsync(int[] ids) => Task.FromResult(new string[0]);
        }
        """);

    [Test]
    public Task Elements_of_a_type_a_lambda_and_an_endpoint_are_found() => FiresAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/users", [Cache(60, Each = [|"ids"|])] (int[] ids) => "");
        app.MapGet("/others", Others.FindAsync);
        app.Run();

        static class Others
        {
            [Cache(60, Each = [|nameof(ids)|])] public static Task<string[]> FindAsync(int[] ids) => Task.FromResult(new string[0]);
        }

        [Cache(60, Each = [|"ids"|])]
        static class Users
        {
            [Cache] public static Task<string[]> FindAsync(int[] ids) => Task.FromResult(new string[0]);
        }
        """);

    [Test]
    public Task Functions_with_elements_are_right() => IsSilentAsync(
        """
        sealed record User(int Id);

        abstract class Users
        {
            [Cache(60, Each = nameof(ids), MaxBatch = 100, RemembersAbsent = true, Tags = ["user:{ids}"])]
            public virtual Task<IReadOnlyDictionary<int, User>> FindAsync(IEnumerable<int> ids, int page, CancellationToken cancellationToken) => default!;

            [Cache(60, Each = nameof(ids))] public ValueTask<User?[]> FindAllAsync(params int[] ids) => default;

            [Cache(60, Each = nameof(ids), RemembersAbsent = true)] protected Task<List<int?>> CountAsync(IReadOnlySet<User> ids) => default!;
        }

        sealed class MoreUsers : Users
        {
            public override Task<IReadOnlyDictionary<int, User>> FindAsync(IEnumerable<int> numbers, int page, CancellationToken cancellationToken) => default!;

            public Task<IReadOnlyDictionary<int, User>> M() => FindAsync([1], 1, default);
        }
        """);

    [Test]
    public Task An_id_has_a_key_although_its_collection_has_none() => IsSilentAsync(
        """
        static class Users
        {
            [Cache(60, Each = nameof(ids))] public static Task<string[]> FindAsync(IEnumerable<int> ids) => default!;
        }
        """);
}
