namespace CacheKit.Core.Tests.Entries;

/// <summary>The bytes of an envelope: what is written is read, and what no cache writes is refused.</summary>
[TestFixture]
internal sealed class EnvelopeFormatTests
{
    private static readonly byte[] _payload = "payload"u8.ToArray();
    private static readonly EntryLifetime _lifetime = new(1, 2, 3, 4, 5);

    [Test]
    public void What_was_wrapped_is_unwrapped([Values(0, 1, 3)] int tags, [Values] bool hasLifetime, [Values(null, "", "v\u00E4lidator")] string? validator)
    {
        TagMark[] marks = [.. Enumerable.Range(1, tags).Select(number => new TagMark($"t\u00E4g {number}", new TagGeneration(ulong.MaxValue - (ulong)number)))];
        EntryMetadata metadata = EntryMetadata.Of(marks, hasLifetime ? _lifetime : null, validator);
        byte[] stored = EntryEnvelope.WrapAlways(_payload, metadata);
        Assert.That(stored, Has.Length.EqualTo(EntryEnvelope.LengthOf(metadata) + _payload.Length));
        Assert.That(EntryEnvelope.TryUnwrap(stored, out ReadOnlyMemory<byte> payload, out EntryMetadata read), Is.True);
        Assert.That(payload.ToArray(), Is.EqualTo(_payload));
        Assert.That((read.Lifetime, read.Validator), Is.EqualTo((metadata.Lifetime, validator)));
        Assert.That(read.Marks.Select(mark => (mark.Key, mark.Generation)), Is.EqualTo(marks.Select(mark => (mark.Key, mark.Generation))));
    }

    [Test]
    public void A_payload_is_wrapped_if_it_has_metadata_or_looks_like_an_envelope()
    {
        byte[] lookalike = EntryEnvelope.WrapAlways(_payload, EntryMetadata.None);
        foreach (byte[] payload in (byte[][])[_payload, lookalike, [], [0xFF, (byte)'k', (byte)'e']])
        {
            foreach (EntryMetadata metadata in (EntryMetadata[])[EntryMetadata.None, EntryMetadata.Of([], _lifetime)])
            {
                bool isBare = metadata.IsNone && payload != lookalike;
                byte[] stored = EntryEnvelope.Wrap(payload, metadata);
                Assert.That(ReferenceEquals(stored, payload), Is.EqualTo(isBare));
                Assert.That(stored, Is.EqualTo(isBare ? payload : EntryEnvelope.WrapAlways(payload, metadata)));
                using PayloadBuffer rented = EntryEnvelope.Wrap(BufferOf(payload), metadata);
                Assert.That(rented.Written.ToArray(), Is.EqualTo(stored));
            }
        }
    }

    [TestCase(EntryEnvelope.MaxTags, true)]
    [TestCase(EntryEnvelope.MaxTags + 1, false)]
    public void More_tags_than_a_cache_writes_are_refused(int tags, bool isValid) =>
        Assert.That(CanRead(EntryMetadata.Of([.. Enumerable.Range(0, tags).Select(number => new TagMark($"{number}", new TagGeneration(1)))])),
            Is.EqualTo(isValid));

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(LongKey.LengthLimit - 1, true)]
    [TestCase(LongKey.LengthLimit, false)]
    public void The_key_of_a_tag_is_not_empty_and_not_longer_than_any_key(int length, bool isValid) =>
        Assert.That(CanRead(EntryMetadata.Of([new TagMark("tag", new TagGeneration(1)), new TagMark(new string('k', length), new TagGeneration(1))])),
            Is.EqualTo(isValid));

    [TestCase(0L, true)]
    [TestCase(-1L, false)]
    public void A_lifetime_that_no_cache_writes_is_refused(long created, bool isValid) =>
        Assert.That(CanRead(EntryMetadata.Of([], _lifetime with { Created = created })), Is.EqualTo(isValid));

    [TestCase(0, true)]
    [TestCase(4, false)]
    [TestCase(128, false)]
    public void Unknown_parts_are_refused(byte parts, bool isValid)
    {
        byte[] stored = EntryEnvelope.WrapAlways(_payload, EntryMetadata.None);
        stored[4] |= parts;
        Assert.That(EntryEnvelope.TryUnwrap(stored, out _, out _), Is.EqualTo(isValid));
    }

    [Test]
    public void An_envelope_may_end_with_its_last_tag()
    {
        byte[] stored = EntryEnvelope.WrapAlways([], EntryMetadata.Of([new TagMark("t", new TagGeneration(1))]));
        Assert.That(EntryEnvelope.TryUnwrap(stored, out ReadOnlyMemory<byte> payload, out _), Is.True);
        Assert.That(payload.Length, Is.Zero);
        Assert.That(EntryEnvelope.TryUnwrap(stored.AsMemory(0, stored.Length - 1), out _, out _), Is.False);
    }

    private static bool CanRead(EntryMetadata metadata) => EntryEnvelope.TryUnwrap(EntryEnvelope.WrapAlways(_payload, metadata), out _, out _);

    private static PayloadBuffer BufferOf(byte[] payload)
    {
        PayloadBuffer buffer = PayloadBuffer.Rent();
        payload.CopyTo(buffer.GetSpan(Math.Max(1, payload.Length)));
        buffer.Advance(payload.Length);
        return buffer;
    }
}
