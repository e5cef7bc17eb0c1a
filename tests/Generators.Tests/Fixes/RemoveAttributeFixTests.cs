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

    [TestCase("    // Before.\n    [Cache(60)] // One minute.\n    // After.\n", "    // Before.\n    // One minute.\n    // After.\n")]
    [TestCase("    [Cache(60)]\n    // After.\n", "    // After.\n")]
    [TestCase("#if !NEVER\n    [Cache(60)]\n#endif\n", "#if !NEVER\n#endif\n")]
    [TestCase("#region Cached\n    [Cache(60)]\n#endregion\n    [Obsolete]\n", "#region Cached\n#endregion\n    [Obsolete]\n")]
    [TestCase("#pragma warning disable CS0612\n    [Obsolete]\n    [Cache(60)]\n", "#pragma warning disable CS0612\n    [Obsolete]\n")]
    [TestCase("    [Obsolete]\r\n    [Cache(60)]\r\n", "    [Obsolete]\r\n")]
    [TestCase("    [Cache(60)] [Obsolete]\n", "    [Obsolete]\n")]
    [TestCase("    [Obsolete] [Cache(60)]\n", "    [Obsolete]\n")]
    [TestCase("    /* a */ [Cache(60)] /* b */ ", "    /* a */ /* b */ ")]
    [TestCase("    [Cache(60), /* b */ Obsolete]\n", "    [/* b */ Obsolete]\n")]
    [TestCase("    [Obsolete, // Old.\n        Cache(60)]\n", "    [Obsolete // Old.\n        ]\n")]
    [TestCase("    [\n        Obsolete,\n        Cache(60)\n    ]\n", "    [\n        Obsolete\n    ]\n")]
    [TestCase("    [\n        Cache(60), // Why.\n        Obsolete\n    ]\n", "    [\n        // Why.\n        Obsolete\n    ]\n")]
    public async Task Directives_and_comments_stay(string before, string after) =>
        Assert.That(await FixedAsync(DiagnosticIds.NothingToCache, Method(before)), Is.EqualTo(Method(after)));

    [Test]
    public async Task Nothing_is_offered_for_an_attribute_between_directives_within_its_brackets() =>
        Assert.That(
            await Editor.OfferedAsync(DiagnosticIds.NothingToCache, Method("    [Cache(60)\n#if !NEVER\n    , Obsolete\n#endif\n    ]\n")), Is.Empty);

    [Test]
    public async Task All_attributes_of_a_file_are_taken_at_one_time() =>
        Assert.That(
            await Editor.FixedAllAsync(
                DiagnosticIds.DoesNothing,
                """
                class Users
                {
                    // Finds a user.
                    [VaryBy(User = true), CacheStatusCodes(404)]
                    public static int Find(int id) => id;

                #if !NEVER
                    [VaryBy(User = true), Obsolete, CacheStatusCodes(404)]
                #endif
                    public static int Name([CacheIgnore] int id) => id;

                    public static int Count(int id) => new Func<int, int>([Cache(60)] (id) => new Func<int, int>([Cache(30)] (x) => x)(id))(id);
                }
                """),
            Is.EqualTo(
                """
                class Users
                {
                    // Finds a user.
                    public static int Find(int id) => id;

                #if !NEVER
                    [Obsolete]
                #endif
                    public static int Name(int id) => id;

                    public static int Count(int id) => new Func<int, int>((id) => new Func<int, int>((x) => x)(id))(id);
                }
                """));

    private static string Method(string before) => $"class Users\n{{\n{before}    public void Warm() {{ }}\n}}\n";
}
