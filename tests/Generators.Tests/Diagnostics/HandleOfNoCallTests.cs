using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class HandleOfNoCallTests() : AnalyzerTests(DiagnosticIds.HandleOfNoCall)
{
    [Test]
    public Task A_handle_of_something_else_than_a_cached_call_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [Cache(60, Each = nameof(ids))] public static Task<int[]> FindManyAsync(int[] ids) => Task.FromResult(ids);

            public static Task<int> CountAsync() => Task.FromResult(1);

            public static void Run(Func<int> function)
            {
                CacheManager.For([|() => CountAsync()|]);
                CacheManager.For([|() => 1 + 1|]);
                CacheManager.For([|() => { int id = 1; return FindAsync(id); }|]);
                CacheManager.For([|function|]);
                CacheManager.For([|() => FindManyAsync(new[] { 1 })|]);
            }
        }
        """);

    [Test]
    public Task A_handle_of_a_cached_call_is_right() => IsSilentAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            public static void Run(int id)
            {
                CacheManager.For(() => FindAsync(7));
                CacheManager.For(() => { return FindAsync(id); });
            }
        }
        """);
}
