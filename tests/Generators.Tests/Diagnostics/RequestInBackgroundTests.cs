using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class RequestInBackgroundTests() : AnalyzerTests(DiagnosticIds.RequestInBackground)
{
    [TestCase("RefreshAt = 0.8")]
    [TestCase("Grace = 60, SoftTimeout = 0.2")]
    [TestCase("HardTimeout = 1")]
    public Task A_function_with_a_request_that_may_run_in_the_background_is_found(string settings) => FiresAsync(
        $$"""
        static class Prices
        {
            [Cache(60, {{settings}})] public static Task<int> OfAsync(int id, HttpContext [|context|]) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task The_defaults_of_the_type_count() => FiresAsync(
        """
        [Cache(60, RefreshAt = 0.8)]
        static class Prices
        {
            [Cache] public static Task<int> OfAsync(int id, [CacheIgnore] HttpRequest [|request|]) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_function_that_runs_in_the_foreground_only_is_right() => IsSilentAsync(
        """
        static class Prices
        {
            [Cache(60, Grace = 60)] public static Task<int> OfAsync(int id, HttpContext context) => Task.FromResult(id);

            [Cache(60, RefreshAt = 0.8)] public static Task<int> OfAsync(int id, IServiceProvider services) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_handler_gets_a_request_of_its_own() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/prices/{id}", Prices.OfAsync);

        static class Prices
        {
            [Cache(60, RefreshAt = 0.8)] public static Task<int> OfAsync(int id, HttpContext context) => Task.FromResult(id);
        }
        """);
}
