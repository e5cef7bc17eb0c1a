using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Rules;

[TestFixture]
internal sealed class IndexRulesTests
{
    private const string Types =
        """
        public enum Role { Reader }
        public readonly record struct Point(int X, int? Y);
        public record struct Changeable(int X);
        public sealed record Search(string Text, Point At);
        public record Open(string Text);
        public sealed record Settable(string Text) { public int Limit { get; set; } }
        public sealed record Weighted(double Weight);
        public sealed record Loose(string Text) { public bool Equals(Loose? other) => true; public override int GetHashCode() => 0; }
        public sealed record Own(int Id) : ICacheKey { public string CacheKey => ""; }
        public sealed record Empty;
        public sealed record Listed(int[] Ids);
        public sealed record Counted(int Id) { public static int Made; }
        """;

    [TestCase("bool x")]
    [TestCase("char? x")]
    [TestCase("int x")]
    [TestCase("sbyte x")]
    [TestCase("byte x")]
    [TestCase("short x")]
    [TestCase("ushort x")]
    [TestCase("uint x")]
    [TestCase("long x")]
    [TestCase("ulong x")]
    [TestCase("nuint x")]
    [TestCase("nint x")]
    [TestCase("string? x")]
    [TestCase("Guid x")]
    [TestCase("Role x")]
    [TestCase("DateOnly x")]
    [TestCase("TimeOnly x")]
    [TestCase("TimeSpan? x")]
    [TestCase("Int128 x")]
    [TestCase("UInt128 x")]
    [TestCase("(int, (string?, Guid)?) x")]
    [TestCase("(int, int, int, int, int, int, int, int, int) x")]
    [TestCase("Point x")]
    [TestCase("Search? x")]
    [TestCase("Counted x")]
    public void Values_whose_equality_is_that_of_their_keys_are_indexable(string parameter) => Assert.That(IsIndexable(parameter), Is.True);

    [TestCase("float x")]
    [TestCase("double x")]
    [TestCase("decimal x")]
    [TestCase("DateTime x")]
    [TestCase("DateTimeOffset x")]
    [TestCase("object x")]
    [TestCase("T x")]
    [TestCase("int[] x")]
    [TestCase("List<int> x")]
    [TestCase("(int, double) x")]
    [TestCase("ValueTuple<int> x")]
    [TestCase("(int, ValueTuple<int>) x")]
    [TestCase("Uri x")]
    [TestCase("Changeable x")]
    [TestCase("Open x")]
    [TestCase("Settable x")]
    [TestCase("Weighted x")]
    [TestCase("Loose x")]
    [TestCase("Own x")]
    [TestCase("Empty x")]
    [TestCase("Listed x")]
    public void Values_that_change_or_have_another_equality_are_not(string parameter) => Assert.That(IsIndexable(parameter), Is.False);

    private static bool IsIndexable(string parameter)
    {
        (IMethodSymbol method, KnownTypes known) = Symbols.Method(parameter, Types);
        return KeyRules.IsIndexable(method.Parameters[0].Type, known);
    }
}
