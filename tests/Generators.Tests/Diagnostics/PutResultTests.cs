using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class PutResultTests() : AnalyzerTests(DiagnosticIds.PutResult)
{
    [Test]
    public Task A_put_of_another_result_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [[|CachePut(nameof(FindAsync))|]] public static Task<string> SaveAsync(int id) => Task.FromResult("");
        }
        """);

    [Test]
    public Task A_put_of_the_same_result_is_right() => IsSilentAsync(
        """
        sealed record User(int Id);

        static class Users
        {
            [Cache(60)] public static Task<User?> FindAsync(int id) => Task.FromResult<User?>(null);

            [CachePut(nameof(FindAsync))] public static ValueTask<User> SaveAsync(int id, string name) => new(new User(id));
        }
        """);

    [Test]
    public Task The_names_in_a_tuple_don_t_count() => IsSilentAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<(int Id, string Name)> FindAsync(int id) => Task.FromResult((id, ""));

            [CachePut(nameof(FindAsync))] public static Task<(int, string)> SaveAsync(int id) => Task.FromResult((id, ""));
        }
        """);
}
