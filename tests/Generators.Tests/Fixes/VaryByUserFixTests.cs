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
}
