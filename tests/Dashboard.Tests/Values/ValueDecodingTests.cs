using System.Buffers;
using CacheKit.Dashboard.Tests.Fakes;

namespace CacheKit.Dashboard.Tests.Values;

[TestFixture]
internal sealed class ValueDecodingTests
{
    private static readonly JsonCoder _json = new();

    private static readonly CachedResponse _response = new()
    {
        StatusCode = 404,
        Headers = [new("Content-Type", "text/plain")],
        Body = "gone"u8.ToArray(),
    };

    [Test]
    public void A_payload_of_JSON_is_decoded_without_its_mark()
    {
        DecodedValue value = Decode(PayloadOf(_json, new { name = "a reader" }), _json);
        Assert.That((value.Format, value.Text!.ReplaceLineEndings("\n")), Is.EqualTo((DecodedValue.Json, "{\n  \"name\": \"a reader\"\n}")));
    }

    [Test]
    public void A_payload_of_bytes_is_decoded_without_its_escape() =>
        Assert.That(Decode(PayloadOf(_json, new byte[] { 0, 255 }), _json).Text, Is.EqualTo("00 ff"));

    [Test]
    public void A_payload_of_a_response_is_decoded()
    {
        DecodedValue value = Decode(PayloadOf(_json, ResponseLayout.Write(_response)), _json);
        Assert.That(value.Format, Is.EqualTo(DecodedValue.HttpResponse));
        Assert.That(value.Response!.StatusCode, Is.EqualTo(404));
    }

    [Test]
    public void A_damaged_response_is_undecodable()
    {
        byte[] payload = ResponseLayout.Write(_response);
        payload[^1]++;
        Assert.That(Decode(payload, _json), Is.EqualTo(DecodedValue.Undecodable));
    }

    [Test]
    public void An_entry_with_corrupt_metadata_is_undecodable() =>
        Assert.That(ValueDecoding.Decode(EntryOf("x"u8.ToArray()) with { IsCorrupt = true }, _json, showsValue: true), Is.EqualTo(DecodedValue.Undecodable));

    [Test]
    public void Payloads_of_a_transform_are_restored()
    {
        ICoder coder = _json.Then(new Inversion());
        Assert.That(Decode(PayloadOf(coder, new { a = 1 }), coder).Format, Is.EqualTo(DecodedValue.Json));
        Assert.That(Decode(PayloadOf(coder, ResponseLayout.Write(_response)), coder).Format, Is.EqualTo(DecodedValue.HttpResponse));
        Assert.That(Decode("too short"u8.ToArray()[..0], coder), Is.EqualTo(DecodedValue.Undecodable));
    }

    [Test]
    public void A_payload_of_a_coder_with_parts_is_decoded_by_the_part_that_can()
    {
        ICoder coder = new OtherCoder().For<string>(_json).For<int>(_json.Then(new Inversion()));
        Assert.That(Decode(PayloadOf(coder, "text"), coder).Text, Is.EqualTo("text").Or.EqualTo("\"text\""));
        Assert.That(Decode(PayloadOf(_json, ResponseLayout.Write(_response)), coder).Format, Is.EqualTo(DecodedValue.HttpResponse));
        Assert.That(Decode([0xFF, (byte)'b', (byte)'y', (byte)'m', (byte)'p', (byte)' ', (byte)' ', 1], _json.WithMaxPayload(9).For<int>(_json)),
            Is.EqualTo(DecodedValue.Undecodable));
    }

    [Test]
    public void A_payload_of_another_coder_is_shown_as_it_is_stored() =>
        Assert.That(Decode([0x93, 1, 2, 3], new OtherCoder()), Is.EqualTo(new DecodedValue(DecodedValue.Binary, "93 01 02 03")));

    [TestCase("text", DecodedValue.PlainText)]
    [TestCase(7, DecodedValue.Json)]
    [TestCase(new byte[] { 0, 1 }, DecodedValue.Binary)]
    public void While_values_are_hidden_an_entry_has_a_format_and_no_text(object held, string format)
    {
        InspectedEntry entry = EntryOf(null) with { Value = held, Type = held.GetType() };
        DecodedValue value = ValueDecoding.Decode(entry, _json, showsValue: false);
        Assert.That((value.Format, value.Text), Is.EqualTo((format, (string?)null)));
    }

    [Test]
    public void While_values_are_hidden_no_code_of_a_value_runs()
    {
        var value = new Watched();
        ValueDecoding.Decode(EntryOf(null) with { Value = value, Type = typeof(Watched) }, _json, showsValue: false);
        Assert.That(value.IsRead, Is.False);
        ValueDecoding.Decode(EntryOf(null) with { Value = value, Type = typeof(Watched) }, _json, showsValue: true);
        Assert.That(value.IsRead, Is.True);
    }

    private static DecodedValue Decode(byte[] payload, ICoder coder) => ValueDecoding.Decode(EntryOf(payload), coder, showsValue: true);

    private static byte[] PayloadOf<T>(ICoder coder, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        coder.OfEntry<T>("app::a").Encode(value, output);
        return output.WrittenSpan.ToArray();
    }

    private static InspectedEntry EntryOf(byte[]? payload) =>
        new() { Key = "app::a", Kind = KeyKind.Entry, Namespace = "", Name = "a", Level = "l2", Size = 1, Payload = payload is null ? (ReadOnlyMemory<byte>?)null : payload };

    private sealed class Watched
    {
        public bool IsRead { get; private set; }

        public string Text
        {
            get
            {
                IsRead = true;
                return "";
            }
        }
    }
}
