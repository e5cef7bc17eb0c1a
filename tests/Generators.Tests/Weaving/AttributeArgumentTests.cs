using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Weaving;

/// <summary>Generated code creates an attribute with the arguments that it has in the source, of the same types.</summary>
[TestFixture]
internal sealed class AttributeArgumentTests
{
    private const string Attributes = """
        sealed class RatioCacheAttribute(float ratio) : CacheAttribute(60)
        {
            public float Ratio => ratio;
            public float Named { get; set; }
        }

        sealed class NumberCacheAttribute : CacheAttribute
        {
            public NumberCacheAttribute(int value) : base(value) { }
            public NumberCacheAttribute(uint value) : base((int)value) { }
            public NumberCacheAttribute(long value) : base((int)value) { }
            public NumberCacheAttribute(ulong value) : base((int)value) { }
            public NumberCacheAttribute(float value) : base((int)value) { }
            public NumberCacheAttribute(double value) : base((int)value) { }
            public NumberCacheAttribute(short value) : base(value) { }
            public NumberCacheAttribute(ushort value) : base(value) { }
            public NumberCacheAttribute(byte value) : base(value) { }
            public NumberCacheAttribute(sbyte value) : base(value) { }
        }

        sealed class TextCacheAttribute : CacheAttribute
        {
            public TextCacheAttribute(string? text) : base(60) => All = text;
            public TextCacheAttribute(Type? type) : base(60) => All = type;
            public TextCacheAttribute(string? text, int count = 0) : base(60) => All = (text, count);
            public TextCacheAttribute(params string[]? texts) : base(60) => All = texts;
            public object? All { get; }
        }

        enum Level : byte { Low, High }

        sealed class ObjectCacheAttribute(object? value, params object?[] more) : CacheAttribute(60) { public object? All => (value, more); }

        """;

    [TestCase("RatioCache(1.5f, Named = 2)", "RatioCacheAttribute(1.5F) { Named = 2F }")]
    [TestCase("RatioCache(float.NaN, Named = float.NegativeInfinity)", "RatioCacheAttribute(float.NaN) { Named = float.NegativeInfinity }")]
    [TestCase("RatioCache(float.MinValue)", "RatioCacheAttribute(-3.4028235E+38F)")]
    [TestCase("NumberCache(1)", "NumberCacheAttribute(1)")]
    [TestCase("NumberCache(int.MinValue)", "NumberCacheAttribute(-2147483648)")]
    [TestCase("NumberCache(1U)", "NumberCacheAttribute(1U)")]
    [TestCase("NumberCache(long.MinValue)", "NumberCacheAttribute(-9223372036854775808L)")]
    [TestCase("NumberCache(1UL)", "NumberCacheAttribute(1UL)")]
    [TestCase("NumberCache(1F)", "NumberCacheAttribute(1F)")]
    [TestCase("NumberCache(1.0)", "NumberCacheAttribute(1D)")]
    [TestCase("NumberCache(double.PositiveInfinity)", "NumberCacheAttribute(double.PositiveInfinity)")]
    [TestCase("NumberCache((short)-1)", "NumberCacheAttribute((short)(-1))")]
    [TestCase("NumberCache((ushort)1)", "NumberCacheAttribute((ushort)1)")]
    [TestCase("NumberCache((byte)1)", "NumberCacheAttribute((byte)1)")]
    [TestCase("NumberCache((sbyte)-1)", "NumberCacheAttribute((sbyte)(-1))")]
    [TestCase("ObjectCache((byte)1, 1L, 1.5f, 1.0)", "ObjectCacheAttribute((byte)1, new object?[] { 1L, 1.5F, 1D })")]
    [TestCase("ObjectCache(null, 'a', \"b\", true, Level.High)", "ObjectCacheAttribute(null, new object?[] { 'a', \"b\", true, (global::Level)(1) })")]
    [TestCase("TextCache((string?)null)", "TextCacheAttribute((string)null)")]
    [TestCase("TextCache((Type?)null)", "TextCacheAttribute((global::System.Type)null)")]
    [TestCase("TextCache((string[]?)null)", "TextCacheAttribute((string[])null)")]
    [TestCase("TextCache(null, 0)", "TextCacheAttribute((string)null, 0)")]
    [TestCase("TextCache(\"a\", 0)", "TextCacheAttribute(\"a\", 0)")]
    [TestCase("TextCache(\"a\")", "TextCacheAttribute(\"a\")")]
    [TestCase("TextCache", "TextCacheAttribute(new string[] {  })")]
    public void An_argument_has_the_type_that_it_has_in_the_source(string attribute, string created)
    {
        string generated = Weaver.Weave(
            Attributes + $"static class Users {{ [{attribute}] public static Task<int> FindAsync(int id) => Task.FromResult(id); }} " +
            "static class Caller { public static Task<int> M() => Users.FindAsync(7); }").Values.Single();
        Assert.That(generated, Does.Contain($"[new global::{created}],"));
    }

    // The container finds a service only by a key of the same type.
    [Test]
    public void The_key_of_a_service_has_the_type_that_it_has_in_the_source()
    {
        string generated = Weaver.Weave(
            """
            static class Users { [Cache(60)] public static Task<int> FindAsync(int id, [FromKeyedServices((byte)1)] IDisposable db) => Task.FromResult(id); }
            static class Caller { public static Task<int> M(IDisposable db) => Users.FindAsync(7, db); }
            """).Values.Single();
        Assert.That(generated, Does.Contain("services.Keyed(_db, (byte)1)"));
    }
}
