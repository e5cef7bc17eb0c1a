using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class CannotShareTests() : AnalyzerTests(DiagnosticIds.CannotShare)
{
    [TestCase("Task<string> FindAsync(int id, int page)", "Users has no method of that name", "OtherAsync", "")]
    [TestCase("Task<string> FindAsync(int id, int page)", "it is not cached by one key: mark it [Cache]", "ManyAsync", "")]
    [TestCase("Task<string> FindAsync(long id, int page)", "its 'id' is of the type 'long', and the ids are of the type 'int'")]
    [TestCase("Task<string> FindAsync(int id, int page, int size)", "one parameter of it must be an id, and all others must be those of ManyAsync")]
    [TestCase("Task<string> FindAsync(int id)", "it has no parameter 'page' of the type 'int'")]
    [TestCase("Task<string> FindAsync(int id, long page)", "one parameter of it must be an id, and all others must be those of ManyAsync")]
    [TestCase("Task<int> FindAsync(int id, int page)", "it caches 'int', and ManyAsync returns 'string' for an id")]
    [TestCase("Task<string> FindAsync<T>(int id, int page)", "it has 1 type parameters, and ManyAsync has 0")]
    [TestCase("Task<string> FindAsync(int id, int page)", "the entries have the settings of 'FindAsync'. Remove 'Tags'", "FindAsync", ", Tags = [\"all\"]")]
    [TestCase("Task<string> FindAsync(int id, int page)", "the entries have the settings of 'FindAsync'. Remove 'Expire'", "FindAsync", ", Expire = 60")]
    public async Task A_function_for_one_id_that_does_not_fit_is_found(string function, string why, string name = "FindAsync", string settings = "")
    {
        Diagnostic[] diagnostics = await FiresAsync(
            $$"""
            static class Users
            {
                [Cache(60)] public static {{function}} => default!;

                [Cache(Each = nameof(ids), Shares = [|"{{name}}"|]{{settings}})] public static Task<Dictionary<int, string>> ManyAsync(int[] ids, int page) => default!;
            }
            """);
        Assert.That(diagnostics.Single().GetMessage(null), Is.EqualTo($"'ManyAsync' can't share the entries of '{name}': {why}"));
    }

    [Test]
    public Task A_seconds_argument_a_static_function_and_another_cache_are_found() => FiresAsync(
        """
        sealed class Users
        {
            [Cache(60)] public static Task<string> FindAsync(int id) => default!;

            [Cache(60), CacheName("users")] public Task<string> ReadAsync(int id) => default!;

            [Cache(60, Each = nameof(ids), Shares = [|nameof(FindAsync)|])] public static Task<string[]> OneAsync(int[] ids) => default!;

            [Cache(Each = nameof(ids), Shares = [|nameof(FindAsync)|])] public Task<string[]> TwoAsync(int[] ids) => default!;

            [Cache(Each = nameof(ids), Shares = [|nameof(ReadAsync)|])] public Task<string[]> ThreeAsync(int[] ids) => default!;

            [CacheOneDay(Each = nameof(ids), Shares = [|nameof(FindAsync)|])] public static Task<string[]> FourAsync(int[] ids) => default!;
        }
        """);

    [Test]
    public Task Functions_for_one_id_that_fit_are_right() => IsSilentAsync(
        """
        sealed record User(int Id);

        class Store<TKey> where TKey : notnull
        {
            [Cache(60)] public Task<User?> FindAsync(string id) => default!;

            [Cache(60)] public Task<User?> FindAsync(TKey id, string tenant, CancellationToken cancellationToken, [CacheIgnore] string trace) => default!;

            [Cache(60)] public Task<T?> LoadAsync<T>(TKey id) where T : class => default!;
        }

        sealed class Users : Store<int>
        {
            [Cache(Each = nameof(ids), Shares = nameof(FindAsync))] public Task<Dictionary<int, User>> ManyAsync(string tenant, int[] ids) => default!;

            [Cache(Each = nameof(ids), Shares = nameof(LoadAsync))] public Task<T?[]> LoadManyAsync<T>(int[] ids) where T : class => default!;

            public object M() => (ManyAsync("", [1]), LoadManyAsync<string>([1]));
        }
        """);
}
