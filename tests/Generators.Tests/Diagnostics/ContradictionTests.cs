using CacheKit.Generators.Tests.Compiling;

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
