using CacheKit.Generators.Tests.Compiling;

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
    public Task Right_tags_are_right() => IsSilentAsync(
        """
        static class Users
        {
            [Cache(60, Tags = ["users", "user:{id}", "{{braces}}", "{id}/{name}"])] public static Task<int> FindAsync(int id, string name) => Task.FromResult(id);

            [CacheEvict(Tags = ["user:{id}"])] public static Task RenameAsync(int id, string name) => Task.CompletedTask;
        }
        """);

    [Test]
    public Task The_tags_of_an_endpoint_are_filled_from_its_route() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/users/{id}", [Cache(60, Tags = ["user:{id}"])] (HttpContext context) => "user");
        """);
}
