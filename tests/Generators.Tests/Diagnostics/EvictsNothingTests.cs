using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class EvictsNothingTests() : AnalyzerTests(DiagnosticIds.EvictsNothing)
{
    [Test]
    public Task An_eviction_that_names_nothing_is_found() => FiresAsync(
        """
        static class Users
        {
            [[|CacheEvict|]] public static void Forget() { }

            [[|CacheEvict(Before = true)|]] public static void ForgetBefore() { }

            [[|CacheEvict(Tags = [])|]] public static void ForgetTags() { }
        }
        """);

    [Test]
    public Task An_endpoint_that_evicts_nothing_is_found() => FiresAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapDelete("/users", [[|CacheEvict|]] () => Results.Ok());
        app.MapPut("/users", Put);

        [[|CacheEvict(Before = true)|]] static void Put() { }
        """);

    [Test]
    public Task An_eviction_that_names_something_is_right() => IsSilentAsync(
        """
        static class Users
        {
            [CacheEvict(Namespace = "users")] public static void ForgetAll() { }

            [CacheEvict(Tags = ["users"], Before = true)] public static void ForgetTag() { }
        }
        """);
}
