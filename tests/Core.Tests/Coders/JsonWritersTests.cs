using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CacheKit.Core.Tests.Coders;

/// <summary>Coders use the writer of their thread again, one value at a time.</summary>
[TestFixture]
internal sealed class JsonWritersTests
{
    [Test]
    public void Coders_with_different_options_take_turns_on_a_thread()
    {
        var plain = new JsonCoder(new JsonSerializerOptions());
        var indented = new JsonCoder(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" });
        for (int i = 0; i < 3; i++)
        {
            Assert.That(Encode(plain, new[] { i }), Is.EqualTo($"[{i}]"));
            Assert.That(Encode(indented, new[] { i }), Is.EqualTo($"[\n  {i}\n]"));
        }
    }

    [Test]
    public void A_value_that_fails_in_the_middle_leaves_nothing_for_the_next_one()
    {
        var coder = new JsonCoder();
        Assert.That(() => Encode(coder, Failing()), Throws.InstanceOf<FormatException>());
        Assert.That(Encode(coder, new[] { 1, 2 }), Is.EqualTo("[1,2]"));

        static IEnumerable<int> Failing()
        {
            yield return 1;
            throw new FormatException();
        }
    }

    [Test]
    public void A_converter_may_encode_with_the_coder_that_calls_it()
    {
        JsonCoder? coder = null;
        var options = new JsonSerializerOptions();
        options.Converters.Add(new NestingConverter(value => Encode(coder!, value)));
        coder = new JsonCoder(options);
        for (int i = 0; i < 3; i++)
            Assert.That(Encode(coder, new[] { new Nested(1), new Nested(2) }), Is.EqualTo("""["[1]","[2]"]"""));
    }

    [Test]
    public void An_output_that_fails_leaves_nothing_for_the_next_one()
    {
        var coder = new JsonCoder();
        Assert.That(() => coder.Encode(new[] { 1 }, new FailingOutput()), Throws.InstanceOf<IOException>());
        Assert.That(Encode(coder, new[] { 2 }), Is.EqualTo("[2]"));
    }

    private static string Encode<T>(JsonCoder coder, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        coder.Encode(value, output);
        return Encoding.UTF8.GetString(output.WrittenSpan).TrimEnd();
    }

    private sealed record Nested(int Number);

    private sealed class NestingConverter(Func<int[], string> encode) : JsonConverter<Nested>
    {
        public override Nested Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Nested value, JsonSerializerOptions options) => writer.WriteStringValue(encode([value.Number]));
    }

    private sealed class FailingOutput : IBufferWriter<byte>
    {
        public void Advance(int count) => throw new IOException();

        public Memory<byte> GetMemory(int sizeHint = 0) => new byte[Math.Max(sizeHint, 256)];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
