using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class CapturedByFactoryTests() : AnalyzerTests(DiagnosticIds.CapturedByFactory)
{
    private const string Context = """

        namespace Microsoft.EntityFrameworkCore { public class DbContext { public int Count() => 1; } }
        """;

    [TestCase("EagerRefreshThreshold = 0.8")]
    [TestCase("Grace = System.TimeSpan.FromHours(1), SoftTimeout = System.TimeSpan.Zero")]
    [TestCase("HardTimeout = System.TimeSpan.FromSeconds(1)")]
    public Task A_context_of_the_caller_is_found(string settings) => FiresAsync(
        $$"""
        sealed class Catalog(Microsoft.EntityFrameworkCore.DbContext shop)
        {
            public ValueTask<int> CountAsync() => CacheManager.GetOrCreateAsync(
                "count", _ => new ValueTask<int>([|shop|].Count()), new CacheEntryOptions { Stale = new StaleOptions { {{settings}} } });
        }
        """ + Context);

    [Test]
    public Task A_field_and_a_request_are_found_too() => FiresAsync(
        """
        sealed class Catalog(ICache cache)
        {
            private readonly Microsoft.EntityFrameworkCore.DbContext _shop = new();

            public ValueTask<int> CountAsync() => cache.GetOrCreateAsync(
                "count", _ => new ValueTask<int>([|_shop|].Count()), new CacheEntryOptions { Stale = new StaleOptions { EagerRefreshThreshold = 0.8 } });

            public ValueTask<string> PathAsync(HttpContext context) => cache.GetOrCreateAsync(
                "path", _ => new ValueTask<string>([|context|].Request.Path.ToString()), new CacheEntryOptions { Stale = new StaleOptions { EagerRefreshThreshold = 0.8 } });
        }
        """ + Context);

    [Test]
    public Task A_factory_that_runs_in_the_foreground_only_is_right() => IsSilentAsync(
        """
        sealed class Catalog(Microsoft.EntityFrameworkCore.DbContext shop)
        {
            public ValueTask<int> CountAsync() => CacheManager.GetOrCreateAsync("count", _ => new ValueTask<int>(shop.Count()));

            public ValueTask<int> StaleAsync() => CacheManager.GetOrCreateAsync(
                "stale", _ => new ValueTask<int>(shop.Count()), new CacheEntryOptions { Stale = new StaleOptions { Grace = System.TimeSpan.FromHours(1) } });
        }
        """ + Context);

    [Test]
    public Task A_context_of_the_factorys_own_is_right() => IsSilentAsync(
        """
        sealed class Catalog
        {
            public ValueTask<int> CountAsync() => CacheManager.GetOrCreateAsync(
                "count",
                _ =>
                {
                    var shop = new Microsoft.EntityFrameworkCore.DbContext();
                    return new ValueTask<int>(shop.Count());
                },
                new CacheEntryOptions { Stale = new StaleOptions { EagerRefreshThreshold = 0.8 } });
        }
        """ + Context);
}
