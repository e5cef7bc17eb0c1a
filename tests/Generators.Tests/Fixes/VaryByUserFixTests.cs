using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Fixes;

[TestFixture]
internal sealed class VaryByUserFixTests
{
    [TestCase("[Authorize, Cache(60)] () => 1);", "[Authorize, Cache(60), VaryBy(User = true)] () => 1);")]
    [TestCase("[Cache(60)] () => 1).RequireAuthorization();", "[Cache(60), VaryBy(User = true)] () => 1).RequireAuthorization();")]
    [TestCase("[Authorize, Cache(60), VaryBy(Culture = true)] () => 1);", "[Authorize, Cache(60), VaryBy(Culture = true, User = true)] () => 1);")]
    [TestCase("[Authorize, VaryBy(User = false)] [Cache] () => 1);", "[Authorize, VaryBy(User = true)] [Cache] () => 1);")]
    [TestCase("() => 1).Cache(60).RequireAuthorization();", "() => 1).Cache(60).VaryBy(user: true).RequireAuthorization();")]
    public async Task An_endpoint_gets_entries_for_each_user(string end, string expected) =>
        Assert.That((await Editor.FixedAsync(DiagnosticIds.SharedAmongUsers, 0, [Source(end)])).Single(), Is.EqualTo(Source(expected)));

    [Test]
    public async Task Nothing_is_offered_where_the_chain_says_already_what_it_varies_by() =>
        Assert.That(await Editor.OfferedAsync(DiagnosticIds.SharedAmongUsers, Source("[Authorize] () => 1).Cache(60).VaryBy(culture: true);")), Is.Empty);

    private static string Source(string end) =>
        $"""
        using Microsoft.AspNetCore.Authorization;

        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/", {end}
        """;

    [Test]
    public async Task A_file_without_a_using_gets_the_qualified_attribute() =>
        Assert.That(
            await Editor.FixedWithoutUsingAsync(DiagnosticIds.SharedAmongUsers, 0, Controller("[CacheKit.Cache(60)]")),
            Is.EqualTo(Controller("[CacheKit.Cache(60), CacheKit.VaryBy(User = true)]")));

    [Test]
    public async Task A_namespace_of_the_same_name_is_not_mistaken_for_ours() =>
        Assert.That(
            await Editor.FixedWithoutUsingAsync(
                DiagnosticIds.SharedAmongUsers, 0, $"namespace Mine.CacheKit;\n{Controller("[global::CacheKit.Cache(60)]")}"),
            Is.EqualTo($"namespace Mine.CacheKit;\n{Controller("[global::CacheKit.Cache(60), global::CacheKit.VaryBy(User = true)]")}"));

    [Test]
    public async Task All_endpoints_of_a_file_get_entries_for_each_user_at_one_time() =>
        Assert.That(
            await Editor.FixedAllAsync(
                DiagnosticIds.SharedAmongUsers, Source("[Authorize, Cache(60)] () => 1);\napp.MapGet(\"/b\", [Authorize] () => 1).Cache(60);")),
            Is.EqualTo(Source(
                "[Authorize, Cache(60), VaryBy(User = true)] () => 1);\napp.MapGet(\"/b\", [Authorize] () => 1).Cache(60).VaryBy(user: true);")));

    [Test]
    public async Task A_handler_of_two_endpoints_gets_one_attribute() =>
        Assert.That(await Editor.FixedAllAsync(DiagnosticIds.SharedAmongUsers, Shared("")), Is.EqualTo(Shared(", VaryBy(User = true)")));

    private static string Shared(string attribute) =>
        $$"""
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/a", Handlers.Find).RequireAuthorization();
        app.MapGet("/b", Handlers.Find).RequireAuthorization();

        static class Handlers
        {
            [Cache(60){{attribute}}] public static string Find() => "";
        }
        """;

    private static string Controller(string attribute) =>
        $$"""
        [Microsoft.AspNetCore.Authorization.Authorize]
        public sealed class UsersController : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            {{attribute}} public string Get() => "";
        }
        """;
}
