using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Weaving;

/// <summary>The generated code that reads members of the arguments of endpoints for their tags.</summary>
[TestFixture]
internal sealed class TagMembersTests
{
    [TestCase("""WebApplication.CreateBuilder(args).Build().MapPost("/", [CacheEvict(Tags = ["user:{user.Id}"])] (User user) => user);""")]
    [TestCase("""WebApplication.CreateBuilder(args).Build().MapPost("/", Post); [CacheEvict(Tags = ["user:{user.Id}"])] static void Post(User user) { }""")]
    public void A_handler_of_a_minimal_api_registers_them(string program) =>
        Assert.That(Registrations(program + "sealed record User(int Id);"), Is.EqualTo(new[] { Of("global::User", "Id", "value?.Id") }));

    [TestCase("[CacheEvict(Tags = [\"user:{user.Id}\"])] public void Post(User user) { }")]
    [TestCase("public void Post(User user) { }", "[CacheEvict(Tags = [\"user:{user.Id}\"])]")]
    public void An_action_registers_them(string action, string onController = "") =>
        Assert.That(
            Registrations($"public sealed record User(int Id); {onController} public sealed class C : Microsoft.AspNetCore.Mvc.ControllerBase {{ {action} }}"),
            Is.EqualTo(new[] { Of("global::User", "Id", "value?.Id") }));

    [Test]
    public void A_path_follows_members_that_may_be_null() =>
        Assert.That(
            Registrations(
                """
                WebApplication.CreateBuilder(args).Build().MapPost(
                    "/", [CacheEvict(Tags = ["{ user . Friend . Code }", "{user.Place.Row}", "{day.Year}"])] (User user, DateOnly? day) => user);
                readonly record struct Place(int Row);
                sealed record User(User? Friend, Place Place, string? Code);
                """),
            Is.EqualTo(new[]
            {
                Of("global::System.DateOnly?", "Year", "value?.Year"),
                Of("global::User", "Friend.Code", "value?.Friend?.Code"),
                Of("global::User", "Place.Row", "value?.Place.Row"),
            }));

    [Test]
    public void Each_member_is_registered_once() =>
        Assert.That(
            Registrations(
                """
                var app = WebApplication.CreateBuilder(args).Build();
                app.MapPost("/", [CacheEvict(Tags = ["{user.Id}", "user:{user.Id}"])] (User user) => user);
                app.MapPut("/", [CacheEvict(Tags = ["{user.Friend.Id}"]), CacheEvict(Tags = ["{user.Id}"])] (User user) => user);
                sealed record User(int Id, User? Friend);
                """),
            Is.EqualTo(new[] { Of("global::User", "Friend.Id", "value?.Friend?.Id"), Of("global::User", "Id", "value?.Id") }));

    [TestCase("[CacheEvict(Tags = [\"users\", \"{id}\"])] (int id) => id")]
    [TestCase("[CacheEvict(Tags = [\"{user.Nothing}\"])] (User user) => user")]
    [TestCase("[Cache(Tags = [\"{user.Id}\"])] (User user) => user")]
    public void A_handler_without_members_in_its_tags_registers_nothing(string handler) =>
        Assert.That(
            Registrations($"WebApplication.CreateBuilder(args).Build().MapPost(\"/\", {handler}); sealed record User(int Id);"), Is.Empty);

    [Test]
    public void A_type_that_generated_code_can_t_name_registers_nothing() =>
        Assert.That(
            Registrations(
                """
                public static class Users
                {
                    private sealed record User(int Id);

                    public static void Map(WebApplication app) => app.MapPost("/", [CacheEvict(Tags = ["{user.Id}"])] (User user) => user);
                }
                """),
            Is.Empty);

    private static string[] Registrations(string source) =>
    [
        .. Weaver.Weave(source).GetValueOrDefault("TagMembers.g.cs", "").Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.Contains("TagMember.Register", StringComparison.Ordinal)),
    ];

    private static string Of(string type, string path, string code) =>
        $"global::CacheKit.Weaving.TagMember.Register<{type}>(\"{path}\", static value => global::CacheKit.Weaving.TagText.Of({code}));";
}
