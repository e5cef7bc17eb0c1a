using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Fixes;

[TestFixture]
internal sealed class RemoveAttributeFixTests
{
    [Test]
    public async Task An_attribute_is_taken_from_a_lambda() =>
        Assert.That(
            await FixedAsync(DiagnosticIds.DoesNothing, "Func<int, int> f = [Cache(60)] (int id) => id;\nf(1);\n"),
            Is.EqualTo("Func<int, int> f = (int id) => id;\nf(1);\n"));

    [Test]
    public async Task An_attribute_is_taken_from_a_method_whose_documentation_stays() =>
        Assert.That(
            await FixedAsync(
                DiagnosticIds.NothingToCache,
                """
                sealed class Users
                {
                    // Fills the table.
                    [Cache(60)]
                    public Task WarmAsync() => Task.CompletedTask;
                }
                """),
            Is.EqualTo(
                """
                sealed class Users
                {
                    // Fills the table.
                    public Task WarmAsync() => Task.CompletedTask;
                }
                """));

    [Test]
    public async Task The_other_attributes_of_a_list_stay() =>
        Assert.That(
            await FixedAsync(
                DiagnosticIds.IdleDefaults,
                """
                [Serializable, Cache(60)]
                sealed class Users;
                """),
            Is.EqualTo(
                """
                [Serializable]
                sealed class Users;
                """));

    [Test]
    public async Task Nothing_is_offered_where_the_attribute_stands_elsewhere() =>
        Assert.That(
            await Editor.OfferedAsync(
                DiagnosticIds.HandlerChangesCache,
                """
                var app = WebApplication.CreateBuilder(args).Build();
                app.MapDelete("/users", Users.Forget);

                static class Users { [CacheEvict("FindAsync")] public static void Forget() { } [Cache] public static int FindAsync() => 1; }
                """),
            Is.Empty);

    private static async Task<string> FixedAsync(string id, string source) => (await Editor.FixedAsync(id, 0, [source])).Single();
}
