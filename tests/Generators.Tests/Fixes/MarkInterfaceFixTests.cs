using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Fixes;

[TestFixture]
internal sealed class MarkInterfaceFixTests
{
    private const string Users =
        """
        sealed class Users : IUsers
        {
            [Cache(60, Namespace = "users")]
            public Task<int> FindAsync(int id) => Task.FromResult(id);
        }

        """;

    private const string Interface =
        """
        interface IUsers
        {
            // One user.
            Task<int> FindAsync(int id);
        }

        """;

    private const string MarkedInterface =
        """
        interface IUsers
        {
            // One user.
            [Cache(60, Namespace = "users")]
            Task<int> FindAsync(int id);
        }

        """;

    private static readonly string _unmarkedUsers = Users.Replace("    [Cache(60, Namespace = \"users\")]\n", "", StringComparison.Ordinal);

    [Test]
    public async Task The_attribute_moves_to_the_interface() =>
        Assert.That(await FixedAsync(0, Users + "\n" + Interface), Is.EqualTo(new[] { _unmarkedUsers + "\n" + MarkedInterface }));

    [Test]
    public async Task The_attribute_moves_to_an_interface_in_another_file() =>
        Assert.That(await FixedAsync(0, Users, Interface), Is.EqualTo(new[] { _unmarkedUsers, MarkedInterface }));

    [Test]
    public async Task The_attribute_is_copied_to_the_interface() =>
        Assert.That(await FixedAsync(1, Users, Interface), Is.EqualTo(new[] { Users, MarkedInterface }));

    [Test]
    public async Task Nothing_is_offered_for_an_interface_of_another_assembly() =>
        Assert.That(
            await Editor.OfferedAsync(
                DiagnosticIds.InterfaceNotMarked,
                "sealed class Name : IFormattable { [Cache] public string ToString(string? a, IFormatProvider? b) => \"\"; }"),
            Is.Empty);

    private static Task<string[]> FixedAsync(int offer, params string[] sources) => Editor.FixedAsync(DiagnosticIds.InterfaceNotMarked, offer, sources);

    [TestCase("Cache(Seconds * 2, Namespace = Prefix + \"a\")", "Cache(120, Namespace = \"usersa\")")]
    [TestCase("Cache(2 * 30, Tags = new[] { \"all\", Prefix, \"{id}\" })", "Cache(2 * 30, Tags = new[] { \"all\", \"users\", \"{id}\" })")]
    [TestCase("Cache(Tags = [Prefix])", "Cache(Tags = [\"users\"])")]
    [TestCase("Timed(Chosen)", "Timed(DayOfWeek.Monday)")]
    [TestCase("Timed(Chosen | DayOfWeek.Tuesday)", "Timed(DayOfWeek.Wednesday)")]
    [TestCase("Timed(Chosen | DayOfWeek.Saturday)", "Timed((DayOfWeek)7)")]
    [TestCase("Cache(expire: CacheAttribute.NeverExpire)", "Cache(expire: CacheAttribute.NeverExpire)")]
    [TestCase("Cache(Times.Hour)", "Cache(Some.Times.Hour)")]
    [TestCase("Cache(KeyBuilder = typeof(Generic<Local.Builder>))", "Cache(KeyBuilder = typeof(Some.Generic<Some.Thing.Builder>))")]
    [TestCase("Cache(KeyBuilder = typeof(Local.Builder))", "Cache(KeyBuilder = typeof(Some.Thing.Builder))")]
    [TestCase("CacheEvict(nameof(CountAsync))", "CacheEvict(nameof(CountAsync))")]
    public async Task The_arguments_have_their_values_in_the_other_file(string attribute, string expected) =>
        Assert.That(
            await FixedAsync(0, Implementation($"[{attribute}]\n    "), Contract("")),
            Is.EqualTo(new[] { Implementation(""), Contract($"[{expected}]\n    ") }));

    [TestCase("Cache(Tags = [\"{number}\"])")]
    [TestCase("Cache(Each = nameof(number))")]
    [TestCase("CacheEvict(nameof(HiddenAsync))")]
    [TestCase("Cache(KeyBuilder = typeof(Own))")]
    public async Task Nothing_is_offered_that_the_interface_cannot_have(string attribute) =>
        Assert.That(
            await Editor.OfferedAsync(
                DiagnosticIds.InterfaceNotMarked,
                $$"""
                interface IUsers { Task<int[]> FindAsync(int[] id); }

                class Users : IUsers
                {
                    [{{attribute}}] public Task<int[]> FindAsync(int[] number) => Task.FromResult(number);

                    [Cache] public Task<int> HiddenAsync() => Task.FromResult(1);

                    private sealed class Own : IKeyBuilder { public string Build(in CacheCall call) => ""; }
                }
                """),
            Is.Empty);

    [Test]
    public async Task Comments_and_directives_stay_with_the_implementation() =>
        Assert.That(
            await FixedAsync(0, Implementation("#if !NEVER\n    [Cache(60)] // One minute.\n#endif\n    // Why.\n    "), Contract("")),
            Is.EqualTo(new[] { Implementation("#if !NEVER\n    // One minute.\n#endif\n    // Why.\n    "), Contract("[Cache(60)]\n    ") }));

    private static string Implementation(string before) =>
        $$"""
        using Some;
        using Local = Some.Thing;

        class Users : IUsers
        {
            private const int Seconds = 60;
            private const string Prefix = "users";
            private const DayOfWeek Chosen = DayOfWeek.Monday;

            {{before}}public Task<int> FindAsync(int id) => Task.FromResult(id);

            public Task<int> CountAsync(int id) => Task.FromResult(id);
        }

        sealed class TimedAttribute(DayOfWeek day) : CacheAttribute((int)day);

        namespace Some
        {
            public static class Times { public const int Hour = 3600; }

            public class Generic<T> : IKeyBuilder { public string Build(in CacheCall call) => ""; }

            public static class Thing { public class Builder : IKeyBuilder { public string Build(in CacheCall call) => ""; } }
        }
        """;

    private static string Contract(string before) =>
        $$"""
        interface IUsers
        {
            {{before}}Task<int> FindAsync(int id);

            [Cache] Task<int> CountAsync(int id);
        }
        """;
}
