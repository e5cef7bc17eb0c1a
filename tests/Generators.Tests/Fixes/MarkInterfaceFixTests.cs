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
}
