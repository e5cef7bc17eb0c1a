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
        public record Unread(int Id) { public int More { internal get; init; } }
        public record Hidden(int Id) { internal int More { get; init; } }
        public class Plain { public int Id { get; set; } }
        public class Own : ICacheKey { public string CacheKey => ""; }
        public record OwnRecord(Stream Stream) : ICacheKey { public string CacheKey => ""; }
        public class Money : IFormattable { public string ToString(string? format, IFormatProvider? provider) => ""; }
        public struct Instant : IFormattable { private readonly long _ticks; public string ToString(string? format, IFormatProvider? provider) => $"{_ticks}"; }
        public readonly record struct Length(double Meters) : IFormattable { public string ToString(string? format, IFormatProvider? provider) => ""; }
        public struct Size { public int Width; public int Height { get; set; } }
        public struct Captured(int value) { public override string ToString() => $"{value}"; }
        public readonly struct Place(int x, int y)
        {
            public int X { get; } = x;
            public readonly int Y = y;
            public Place Move(int x, Place other) => new(x: other.X + x, y: Y + (other.Move(x, this) is { Y: var sum } ? sum : 0));
            public static Place Of(Raw raw) => new(raw.x, raw.copy?.x ?? 0);
        }
        public class Raw { public int x; public Raw? copy; }
        public struct Late(int value) { public int First { get; } = value; public int Next { get => value; set => value = First; } }
        public struct LateField(int value) { public int First = value; public int Of(int other) => other + value; }
        public partial struct Parted(int value) { public int First = value; }
        public partial struct Parted { public readonly int Next => value; }
        public record Computing(int Id) { public string Text => throw new InvalidOperationException(); public Stream Open() => Stream.Null; public Stream Opened => Open(); }
        public record Lowered(string Name) { public string Short { get => field.ToUpperInvariant(); init; } = Name; }
        public record Trimmed(string Name) { public string Short { get; init => field = value.Trim(); } = Name; }
        public record Initialized { public required int Id { get; init; } public string? Name { get; set; } public int Count; }
        public record Virtual(int Id) { public virtual int Rank { get; init; } }
        public record Covering(int Id) : Virtual(Id) { public override int Rank => 5; }
        public record Hiding(int Id) : Virtual(1) { public new int Id { get; init; } = Id; }
        public record Deep(Computing One, Page<Held> Two);
        public class Names : List<string> { }
        public class Labels : List<string> { public string? Title { get; set; } }
        public interface IShape { }
        public sealed class Square : IShape { }
        public record Taught(IShape Shape, Known Value);
        public sealed class Known { }
        public static class Texts { [CacheKeyText] public static string Of(IShape shape) => ""; [CacheKeyText] public static string Of(Known known) => ""; }
        """;

    [TestCase("CancellationToken x")]
    [TestCase("CancellationToken? x")]
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
    [TestCase("sbyte x")]
    [TestCase("byte x")]
    [TestCase("short x")]
    [TestCase("ushort x")]
    [TestCase("uint x")]
    [TestCase("long x")]
    [TestCase("ulong x")]
    [TestCase("UInt128 x")]
    [TestCase("nuint x")]
    [TestCase("float x")]
    [TestCase("System.Runtime.InteropServices.NFloat x")]
    [TestCase("Vector<int> x")]
    [TestCase("Vector3 x")]
    [TestCase("Vector4 x")]
    [TestCase("TimeOnly x")]
    [TestCase("System.Net.IPNetwork x")]
    [TestCase("ImmutableQueue<int> x")]
    [TestCase("IImmutableQueue<int> x")]
    [TestCase("IImmutableStack<int> x")]
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
    [TestCase("System.Net.IPAddress x")]
    [TestCase("Vector2 x")]
    [TestCase("Complex x")]
    [TestCase("Known x")]
    [TestCase("Square x")]
    [TestCase("IShape x")]
    [TestCase("List<Square> x")]
    [TestCase("IReadOnlyCollection<int> x")]
    [TestCase("ICollection<int> x")]
    [TestCase("ISet<int> x")]
    [TestCase("IReadOnlySet<Own> x")]
    [TestCase("HashSet<int> x")]
    [TestCase("SortedSet<string> x")]
    [TestCase("System.Collections.Frozen.FrozenSet<int> x")]
    [TestCase("ImmutableHashSet<Guid> x")]
    [TestCase("IDictionary<string, int[]> x")]
    [TestCase("IReadOnlyDictionary<string, HashSet<int>> x")]
    [TestCase("Dictionary<int, int> x")]
    [TestCase("System.Collections.Frozen.FrozenDictionary<int, string> x")]
    [TestCase("ImmutableDictionary<int, string?> x")]
    [TestCase("Queue<int> x")]
    [TestCase("ImmutableStack<int> x")]
    [TestCase("Own[] x")]
    [TestCase("Names x")]
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
    [TestCase("Page<HashSet<int>> x")]
    [TestCase("Length x")]
    [TestCase("Size? x")]
    [TestCase("Place x")]
    [TestCase("Computing x")]
    [TestCase("Trimmed x")]
    [TestCase("Initialized x")]
    [TestCase("Virtual x")]
    [TestCase("Taught x")]
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
    [TestCase("Unread x")]
    [TestCase("Page<Plain> x")]
    [TestCase("List<Point> x")]
    [TestCase("int[,] x")]
    [TestCase("IEnumerable<int> x")]
    [TestCase("IFormattable x")]
    [TestCase("Money x")]
    [TestCase("Instant x")]
    [TestCase("Captured x")]
    [TestCase("Late x")]
    [TestCase("LateField x")]
    [TestCase("Parted x")]
    [TestCase("Lowered x")]
    [TestCase("Covering x")]
    [TestCase("Hiding x")]
    [TestCase("Labels x")]
    [TestCase("HashSet<Plain> x")]
    [TestCase("Dictionary<int, Stream> x")]
    [TestCase("IQueryable<int> x")]
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
        Assert.That(RecordRules.PartsOf((INamedTypeSymbol)method.Parameters[0].Type).Select(part => part.Name), Is.EqualTo(new[] { "Name", "X", "Y" }));
    }

    [TestCase("Point x", KeyKind.Record)]
    [TestCase("Area x", KeyKind.Record)]
    [TestCase("Node x", KeyKind.None)]
    [TestCase("Plain x", KeyKind.None)]
    [TestCase("Computing x", KeyKind.Record)]
    [TestCase("Trimmed x", KeyKind.Record)]
    [TestCase("Initialized x", KeyKind.Record)]
    [TestCase("Instant x", KeyKind.None)]
    [TestCase("Taught x", KeyKind.Record)]
    public void A_type_of_a_reference_assembly_is_the_same(string parameter, KeyKind expected)
    {
        (IMethodSymbol method, KnownTypes known) = Symbols.MethodBesideReference(parameter, Types);
        Assert.That(KeyRules.KindOf(method.Parameters[0], known), Is.EqualTo(expected));
    }

    [TestCase("Computing x", "Id")]
    [TestCase("Trimmed x", "Name,Short")]
    [TestCase("Initialized x", "Count,Id,Name")]
    public void The_parts_of_a_record_are_what_it_stores_in_its_source_and_in_a_reference_assembly(string parameter, string parts)
    {
        (IMethodSymbol inSource, _) = Symbols.Method(parameter, Types);
        (IMethodSymbol inReference, _) = Symbols.MethodBesideReference(parameter, Types);
        foreach (IMethodSymbol method in new[] { inSource, inReference })
            Assert.That(string.Join(",", RecordRules.PartsOf((INamedTypeSymbol)method.Parameters[0].Type).Select(part => part.Name)), Is.EqualTo(parts));
    }

    [TestCase("Plain x", "which has no stable text for a key")]
    [TestCase("Money x", "which has a custom text that may be equal for different values")]
    [TestCase("Held x", "whose member 'Held.Stream' of the type 'Stream' has no stable text for a key")]
    [TestCase("Deep x", "whose member 'Deep.Two.Item.Stream' of the type 'Stream' has no stable text for a key")]
    [TestCase("Page<Dictionary<int, (int, Plain)>> x", "whose member 'Page.Item[][]' of the type 'Plain' has no stable text for a key")]
    [TestCase("Node x", "whose member 'Node.Next' of the type 'Node?' contains itself, or is nested too deeply")]
    [TestCase("Guarded x", "whose member 'Guarded.Log' of the type 'ILogger' is a service")]
    [TestCase("Secret x", "whose member 'Secret._more' of the type 'int' is state that no public property or field exposes")]
    [TestCase("List<Point> x", "whose member 'List[]' of the type 'Point' has a text only as a parameter or in a record, not as an item or as a type argument")]
    public void The_member_without_a_text_is_named_at_any_depth(string parameter, string sentence)
    {
        (IMethodSymbol method, KnownTypes known) = Symbols.Method(parameter, Types);
        Assert.That(KeyRules.FaultOf(method.Parameters[0].Type, known)?.Sentence, Is.EqualTo(sentence));
    }

    private static KeyKind KindOf(string parameter)
    {
        (IMethodSymbol method, KnownTypes known) = Symbols.Method(parameter, Types);
        return KeyRules.KindOf(method.Parameters[0], known);
    }
}
