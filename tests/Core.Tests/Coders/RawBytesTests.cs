using System.Buffers;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Coders;

/// <summary>An array of bytes is its own payload.</summary>
[TestFixture]
internal sealed class RawBytesTests
{
    private static readonly JsonCoder _coder = new();

    private static readonly TestCaseData[] _bytes =
    [
        Case.Of("some", new byte[] { 1, 2, 255 }),
        Case.Of("none", Array.Empty<byte>()),
        Case.Of("null", null),
        Case.Of("a zero", new byte[] { 0 }),
        Case.Of("two zeros", new byte[] { 0, 0 }),
        Case.Of("a leading zero", new byte[] { 0, 1, 2 }),
        Case.Of("leading zeros", new byte[] { 0, 0, 0, 1 }),
        Case.Of("many zeros", new byte[100_000]),
        Case.Of("a zero inside", new byte[] { 1, 0 }),
        Case.Of("the text null", "null"u8.ToArray()),
        Case.Of("JSON", "\"AQL/\""u8.ToArray()),
    ];

    [TestCaseSource(nameof(_bytes))]
    public void Bytes_come_back_as_they_were(byte[]? bytes) => Assert.That(_coder.RoundTrip(bytes), Is.EqualTo(bytes));

    [TestCaseSource(nameof(_bytes))]
    public void A_sequence_of_bytes_has_the_payload_of_the_array(byte[]? bytes)
    {
        Assume.That(bytes, Is.Not.Null);
        var output = new ArrayBufferWriter<byte>();
        RawBytes.Write(new ReadOnlySequence<byte>(bytes!), output);

        Assert.That(output.WrittenSpan.ToArray(), Is.EqualTo(_coder.Encode(bytes)));
        Assert.That(RawBytes.ContentOf(output.WrittenMemory).ToArray(), Is.EqualTo(bytes));
    }

    [Test]
    public void The_payload_of_null_has_no_content() =>
        Assert.That(() => RawBytes.ContentOf(_coder.Encode<byte[]?>(null)), Throws.InstanceOf<InvalidDataException>());

    [Test]
    public void Bytes_are_stored_as_they_are() => Assert.That(_coder.Encode(new byte[] { 1, 2, 255 }), Is.EqualTo(new byte[] { 1, 2, 255 }));

    [Test]
    public void An_empty_array_is_stored_as_an_empty_payload() => Assert.That(_coder.Encode(Array.Empty<byte>()), Is.Empty);

    [Test]
    public void A_null_is_not_stored_as_an_empty_payload() => Assert.That(_coder.Encode<byte[]?>(null), Is.Not.Empty);

    [Test]
    public void Bytes_inside_of_an_object_are_JSON() =>
        Assert.That(_coder.JsonOf(new { Data = new byte[] { 1, 2, 255 } }), Is.EqualTo("""{"Data":"AQL/"}"""));

    [Test]
    public void A_decoded_array_does_not_share_the_memory_of_the_payload()
    {
        byte[] payload = [1, 2];
        _coder.Decode<byte[]>(payload)![0] = 9;
        Assert.That(payload, Is.EqualTo(new byte[] { 1, 2 }));
    }
}
