using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class TagTemplateDiagnosticTests() : AnalyzerTests(DiagnosticIds.TagTemplate)
{
    [Test]
    public Task A_tag_that_names_no_parameter_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60, Tags = ["users", [|"user:{number}"|]])] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [CacheEvict(Tags = new[] { [|"user:{number}"|] })] public static void Forget(int id) { }
        }
        """);

    [Test]
    public Task A_tag_with_a_wrong_brace_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60, Tags = [[|"user:{id"|], [|"user:id}"|], [|"user:{}"|], [|"user:{id:D}"|], [|""|]])] public static Task<int> FindAsync(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_tag_that_names_a_service_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60, Tags = [[|"{cancellationToken}"|]])] public static Task<int> FindAsync(int id, CancellationToken cancellationToken) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_tag_of_the_type_that_a_method_can_t_fill_is_found() => FiresAsync(
        """
        [Cache(Tags = ["user:{id}"])]
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [[|Cache(60)|]] public static Task<int> CountAsync() => Task.FromResult(1);

            [Cache(60, Tags = ["all"])] public static Task<int> AllAsync() => Task.FromResult(1);
        }
        """);

    [Test]
    public async Task A_tag_that_names_no_member_is_found_and_the_message_names_those_there_are()
    {
        string[] messages =
        [
            .. (await FiresAsync(
                """
                sealed record Article(string Slug, object Data) { private int Secret => 1; public int Words = 7; public static int Count => 1; }

                sealed record GetArticle(Article? Article);

                static class Articles
                {
                    [Cache(60, Tags = [[|"article:{message.Artikel}"|], [|"{message.Article.Secret}"|], [|"{message.Article.Data}"|]])]
                    public static Task<int> FindAsync([CacheIgnore] GetArticle message) => Task.FromResult(1);

                    [CacheEvict(Tags = [[|"article:{message.Article.Slugs}"|], [|"{message..Article}"|]])] public static Task EditAsync(GetArticle message) => Task.CompletedTask;
                }
                """)).Select(diagnostic => diagnostic.GetMessage(null)),
        ];
        Assert.That(
            messages[0],
            Is.EqualTo("The tag 'article:{message.Artikel}' names 'Artikel', but 'GetArticle' has no property or field of that name: it has Article"));
        Assert.That(messages[3], Is.EqualTo(
            "The tag 'article:{message.Article.Slugs}' names 'Slugs', but 'Article?' has no property or field of that name: " +
            "it has Data, Slug, Words"));
    }

    [Test]
    public async Task A_member_of_a_type_that_has_none_is_found_without_a_list_of_members()
    {
        Diagnostic[] diagnostics = await FiresAsync(
            """
            sealed class Nothing;

            static class Articles
            {
                [CacheEvict(Tags = [[|"{nothing.Slug}"|]])] public static void Forget(Nothing nothing) { }
            }
            """);
        Assert.That(diagnostics.Single().GetMessage(null), Does.EndWith("'Nothing' has no property or field of that name"));
    }

    [Test]
    public Task A_tag_that_is_null_is_found() => FiresAsync(
        """
        static class Users
        {
            [CacheEvict(Tags = ["users", [|null!|]])] public static void Forget(int id) { }
        }
        """);

    [Test]
    public Task A_member_of_an_interface_or_of_what_it_inherits_can_be_named() => IsSilentAsync(
        """
        interface INamed { string Name { get; } }

        interface IUser : INamed { int Id { get; } }

        static class Users
        {
            [CacheEvict(Tags = ["{user.Id}", "{user.Name}"])] public static void Forget(IUser user) { }

            [CacheEvict(Tags = ["{user.Id}", "{user.Name}"])] public static void ForgetAny<T>(T user) where T : IUser { }
        }
        """);

    // They cannot be read from a variable of the class type.
    [Test]
    public Task A_member_that_a_class_has_as_an_interface_only_is_found() => FiresAsync(
        """
        interface INamed { string Name => "name"; }

        sealed class User : INamed;

        static class Users
        {
            [CacheEvict(Tags = [[|"{user.Name}"|]])] public static void Forget(User user) { }
        }
        """);

    [Test]
    public Task The_names_of_an_endpoint_are_those_of_its_route() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/users/{user-id}", [Cache(60, Tags = ["user:{ user-id }"])] (HttpContext context) => "user");
        """);

    [Test]
    public Task Right_tags_are_right() => IsSilentAsync(
        """
        static class Users
        {
            [Cache(60, Tags = ["users", "user:{id}", "{{braces}}", "{id}/{ name }", "{name.Length}"])] public static Task<int> FindAsync(int id, string name) => Task.FromResult(id);

            [CacheEvict(Tags = ["user:{id}"])] public static Task RenameAsync(int id, string name) => Task.CompletedTask;
        }
        """);

    [Test]
    public Task The_tags_of_an_endpoint_are_filled_from_its_route() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/users/{id}", [Cache(60, Tags = ["user:{id}"])] (HttpContext context) => "user");
        """);

    [Test]
    public async Task A_tag_that_an_endpoint_evicts_and_that_is_neither_in_its_route_nor_a_parameter_is_found()
    {
        Diagnostic[] diagnostics = await FiresAsync(
            """
            var app = WebApplication.CreateBuilder(args).Build();
            app.MapPut("/users/{id}", [CacheEvict(Tags = ["users", [|"user:{number}"|]])] (int id) => id);
            app.MapPut("/admins/{id}", Rename).RequireAuthorization();

            [CacheEvict(Tags = [[|"admin:{number}"|]])] static int Rename(int id) => id;
            """);
        Assert.That(
            diagnostics[0].GetMessage(null),
            Is.EqualTo("The tag 'user:{number}' names 'number', which is neither in the route '/users/{id}' nor a parameter of the handler"));
    }

    [Test]
    public Task A_tag_that_an_endpoint_evicts_by_a_member_that_there_is_not_is_found() => FiresAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGroup("/users").MapPost("", [CacheEvict(Tags = [[|"user:{user.Number}"|], [|"{users.Id}"|]])] (User user) => user);

        sealed record User(int Id);

        public sealed class UsersController : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            [CacheEvict(Tags = [[|"user:{user.Number}"|]])] internal void Ignored(User user) { }
        }
        """);

    [Test]
    public Task A_tag_that_an_action_evicts_by_a_member_that_there_is_not_is_found() => FiresAsync(
        """
        public sealed record User(int Id);

        public sealed class UsersController : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            [CacheEvict(Tags = ["user:{user.Id}", [|"user:{user.Number}"|]])] public void Post(User user) { }
        }
        """);

    [Test]
    public Task The_tags_that_an_endpoint_evicts_are_filled_from_its_route_and_its_parameters() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapPut("/{culture=en}/users/{id:int:min(1)}/{**rest}", [CacheEvict(Tags = ["{Culture}:{id}:{rest}"])] (HttpContext context) => "user");
        app.MapPut("/{kind?}", [CacheEvict(Tags = ["{kind}:{id}:{name}"])] (int id, [AsParameters] Search search) => "user");
        app.MapPost("/users", [CacheEvict(Tags = ["user:{user.Id}", "{user.Friend.Id}"])] (User user) => user);
        app.MapGroup("/tenants/{tenant}").MapPost("/users", [CacheEvict(Tags = ["tenant:{tenant}"])] () => "");

        sealed record Search(string Name);

        sealed record User(int Id, User? Friend);

        public sealed class UsersController : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            [CacheEvict(Tags = ["user:{id}"])] public void Forget() { }
        }
        """);

    [Test]
    public Task A_tag_may_name_what_the_type_of_the_parameters_inherits() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapPut("/", [CacheEvict(Tags = ["user:{Id}:{name}"])] ([AsParameters] Request request) => 1);

        class Identified { public int Id { get; set; } }

        sealed class Request : Identified { public string? Name { get; set; } }
        """);
}
