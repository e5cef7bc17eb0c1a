using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Rules;

[TestFixture]
internal sealed class KeyRulesTests
{
    private const string Types =
        """
        public enum Role { Reader }
        public record Point(int X, int? Y);
        public record struct Area(Point From, Point To, string[] Names);
        public record Named(string Name) : Point(1, 2);
        public record Page<TItem>(TItem Item);
        public record Node(int Id, Node? Next);
        public record Tree(int Id, List<Tree> Children);
        public record Growing<TItem>(Growing<Growing<TItem>>? Next);
        public record Held(Stream Stream);
        public record Guarded(ILogger Log);
        public abstract record Shape(int Sides);
        public record Secret(int Id) { private readonly int _more = Id; public override string ToString() => $"{_more}"; }
        public record Hidden(int Id) { internal int More { get; init; } }
        public class Plain { public int Id { get; set; } }
        public class Own : ICacheKey { public string CacheKey => ""; }
        public record OwnRecord(Stream Stream) : ICacheKey { public string CacheKey => ""; }
        public struct Money : IFormattable { public string ToString(string? format, IFormatProvider? provider) => ""; }
        """;

    [TestCase("CancellationToken x")]
    [TestCase("[CacheIgnore] object x")]
    [TestCase("[CacheIgnore] int x")]
    [TestCase("[Microsoft.AspNetCore.Mvc.FromServices] Plain x")]
    [TestCase("[FromKeyedServices(\"a\")] Plain x")]
    [TestCase("IServiceProvider x")]
    [TestCase("ILogger x")]
    [TestCase("ILogger<Plain> x")]
    [TestCase("ILoggerFactory x")]
    [TestCase("TimeProvider? x")]
    [TestCase("HttpContext x")]
    public void A_parameter_that_says_nothing_of_the_result_is_left_out(string parameter) => Assert.That(KindOf(parameter), Is.EqualTo(KeyKind.LeftOut));

    [TestCase("int x")]
    [TestCase("bool? x")]
    [TestCase("string? x")]
    [TestCase("char x")]
    [TestCase("double x")]
    [TestCase("decimal x")]
    [TestCase("nint x")]
    [TestCase("Half x")]
    [TestCase("Int128 x")]
    [TestCase("BigInteger x")]
    [TestCase("Role? x")]
    [TestCase("Guid x")]
    [TestCase("DateTime x")]
    [TestCase("DateTimeOffset x")]
    [TestCase("DateOnly x")]
    [TestCase("TimeSpan x")]
    [TestCase("Rune x")]
    [TestCase("Uri x")]
    [TestCase("Version x")]
    [TestCase("Type x")]
    [TestCase("Money x")]
    [TestCase("IFormattable x")]
    [TestCase("FormattableString x")]
    [TestCase("T x")]
    [TestCase("int[] x")]
    [TestCase("string?[][] x")]
    [TestCase("List<Guid> x")]
    [TestCase("IList<int> x")]
    [TestCase("IReadOnlyList<(int, string)> x")]
    [TestCase("ImmutableArray<Role> x")]
    [TestCase("ImmutableArray<int>? x")]
    [TestCase("System.Collections.ObjectModel.ReadOnlyCollection<int> x")]
    [TestCase("(int A, (string B, Guid? C) D) x")]
    [TestCase("Tuple<int, string> x")]
    [TestCase("(int, int, int, int, int, int, int, int, int) x")]
    public void A_type_with_a_text_of_its_own_is_written(string parameter) => Assert.That(KindOf(parameter), Is.EqualTo(KeyKind.Text));

    [TestCase("Own x")]
    [TestCase("OwnRecord? x")]
    [TestCase("ICacheKey x")]
    public void A_type_with_a_key_of_its_own_is_asked_for_it(string parameter) => Assert.That(KindOf(parameter), Is.EqualTo(KeyKind.OwnKey));

    [TestCase("Point x")]
    [TestCase("Area x")]
    [TestCase("Area? x")]
    [TestCase("Named x")]
    [TestCase("Page<int> x")]
    [TestCase("Page<Page<Own>> x")]
    public void A_record_of_such_values_is_written_part_by_part(string parameter) => Assert.That(KindOf(parameter), Is.EqualTo(KeyKind.Record));

    [TestCase("object x")]
    [TestCase("Plain x")]
    [TestCase("Plain[] x")]
    [TestCase("(int, Plain) x")]
    [TestCase("Node x")]
    [TestCase("Tree x")]
    [TestCase("Growing<int> x")]
    [TestCase("Held x")]
    [TestCase("Guarded x")]
    [TestCase("Shape x")]
    [TestCase("Secret x")]
    [TestCase("Hidden x")]
    [TestCase("Page<Plain> x")]
    [TestCase("List<Point> x")]
    [TestCase("int[,] x")]
    [TestCase("IEnumerable<int> x")]
    [TestCase("ICollection<int> x")]
    [TestCase("HashSet<int> x")]
    [TestCase("Dictionary<int, int> x")]
    [TestCase("System.Collections.ArrayList x")]
    [TestCase("ReadOnlyMemory<byte> x")]
    [TestCase("Func<int> x")]
    [TestCase("Stream x")]
    [TestCase("IDisposable x")]
    [TestCase("dynamic x")]
    [TestCase("System.Security.Claims.ClaimsPrincipal x")]
    public void Another_type_has_no_key(string parameter) => Assert.That(KindOf(parameter), Is.EqualTo(KeyKind.None));

    [Test]
    public void The_parts_of_a_record_are_those_of_its_ancestors_too_by_name()
    {
        (IMethodSymbol method, _) = Symbols.Method("Named x", Types);
        Assert.That(KeyRules.PartsOf((INamedTypeSymbol)method.Parameters[0].Type).Select(part => part.Name), Is.EqualTo(new[] { "Name", "X", "Y" }));
    }

    [TestCase("Point x", KeyKind.Record)]
    [TestCase("Area x", KeyKind.Record)]
    [TestCase("Node x", KeyKind.None)]
    [TestCase("Plain x", KeyKind.None)]
    public void A_type_of_a_reference_assembly_is_the_same(string parameter, KeyKind expected)
    {
        (IMethodSymbol method, KnownTypes known) = Symbols.MethodBesideReference(parameter, Types);
        Assert.That(KeyRules.KindOf(method.Parameters[0], known), Is.EqualTo(expected));
    }

    private static KeyKind KindOf(string parameter)
    {
        (IMethodSymbol method, KnownTypes known) = Symbols.Method(parameter, Types);
        return KeyRules.KindOf(method.Parameters[0], known);
    }
}
