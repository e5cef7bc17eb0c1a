using System.Buffers;
using System.Text;

namespace CacheKit.Core.Tests.Coders;

/// <summary>What a binary coder does for each format.</summary>
[TestFixture]
internal sealed class BinaryCoderTests
{
    private readonly TextCoder _coder = new();

    [Test]
    public void A_payload_is_the_mark_and_the_kind_and_the_format() =>
        Assert.That(_coder.Encode(7), Is.EqualTo((byte[])[0xFF, .. "bytext"u8, 1, (byte)'7']));

    [Test]
    public void Null_and_bytes_need_nothing_of_the_format()
    {
        Assert.That(_coder.RoundTrip<string?>(null), Is.Null);
        Assert.That(_coder.RoundTrip<byte[]?>(null), Is.Null);
        Assert.That(_coder.RoundTrip<byte[]>([1, 2]), Is.EqualTo(new byte[] { 1, 2 }));
        Assert.That(_coder.Values, Is.Zero);
    }

    [Test]
    public void An_array_that_is_declared_as_an_object_is_a_value_of_the_format()
    {
        _coder.Encode<object>(new byte[] { 1 });
        Assert.That(_coder.Values, Is.EqualTo(1));
    }

    [Test]
    public void Null_is_no_number() => Assert.That(() => _coder.Decode<int>(_coder.Encode<string?>(null)), Throws.InstanceOf<InvalidDataException>());

    [Test]
    public void Bytes_are_no_value_and_a_value_is_no_bytes()
    {
        Assert.That(() => _coder.Decode<string>(_coder.Encode<byte[]>([1])), Throws.InstanceOf<InvalidDataException>());
        Assert.That(() => _coder.Decode<byte[]>([.. _coder.Encode<byte[]>([1])[..7], 3]), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void A_payload_of_another_coder_or_without_a_kind_is_refused()
    {
        byte[] payload = _coder.Encode(7);
        Assert.That(() => _coder.Decode<int>(payload.AsSpan(0, PayloadMark.Length)), Throws.InstanceOf<InvalidDataException>());
        Assert.That(() => _coder.Decode<int>("7"u8), Throws.InstanceOf<CoderMismatchException>());
        Assert.That(() => new JsonCoder().Decode<int>(payload), Throws.InstanceOf<CoderMismatchException>());
    }

    private sealed class TextCoder() : BinaryCoder(new PayloadMark("text"))
    {
        public int Values { get; private set; }

        protected override void EncodeValue<T>(T value, IBufferWriter<byte> output)
        {
            Values++;
            output.Write(Encoding.UTF8.GetBytes(value!.ToString()!));
        }

        protected override T? DecodeValue<T>(ReadOnlySpan<byte> payload)
            where T : default => (T)Convert.ChangeType(Encoding.UTF8.GetString(payload), typeof(T), null);
    }
}
