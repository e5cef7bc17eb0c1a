namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A value of a store in this process carries the metadata of its entry, in each form in which it can be held.</summary>
[TestFixture]
internal sealed class LocalValueTests
{
    private static readonly EntryMetadata _metadata =
        EntryMetadata.Of([new TagMark("app:%tags:users", new TagGeneration(1))], new EntryLifetime(1, 2, 3, 0, 5), "v1");

    private static readonly JsonCoder _coder = new();

    private static readonly TestCaseData[] _forms =
    [
        Fakes.Case.Of("by reference", new ReferenceValue<string>("value", _coder, EntryMetadata.None)),
        Fakes.Case.Of("copied", new CopiedValue<List<int>>(Prototype.Of(new List<int> { 1 })!, _coder, EntryMetadata.None)),
        Fakes.Case.Of("coded", new CodedValue("\"value\""u8.ToArray())),
    ];

    [TestCaseSource(nameof(_forms))]
    public void The_metadata_is_part_of_its_size(CachedValue value) =>
        Assert.That(LocalValue.Of(value, _metadata).Size - value.Size, Is.EqualTo(EntryEnvelope.LengthOf(_metadata)));

    [TestCaseSource(nameof(_forms))]
    public void The_metadata_is_part_of_its_payload(CachedValue value)
    {
        ReadOnlyMemory<byte> stored = LocalValue.Of(value, _metadata).ToPayload();
        Assert.That(EntryEnvelope.TryUnwrap(stored, out ReadOnlyMemory<byte> payload, out EntryMetadata metadata));
        Assert.That(payload.ToArray(), Is.EqualTo(value.ToPayload().ToArray()));
        Assert.That((metadata.Lifetime, metadata.Validator, metadata.Marks.Single().Key), Is.EqualTo((_metadata.Lifetime, "v1", "app:%tags:users")));
    }

    [TestCaseSource(nameof(_forms))]
    public void A_value_whose_metadata_stays_the_same_is_the_same_object(CachedValue value)
    {
        CachedValue held = LocalValue.Of(value, _metadata);
        Assert.That(LocalValue.MetadataOf(held), Is.SameAs(_metadata));
        Assert.That(LocalValue.Of(held, _metadata), Is.SameAs(held));
        Assert.That(LocalValue.Of(value, EntryMetadata.None), Is.SameAs(value));
    }

    [TestCaseSource(nameof(_forms))]
    public void Other_metadata_takes_the_place_of_the_earlier(CachedValue value)
    {
        EntryMetadata other = EntryMetadata.Of([], EntryLifetime.Plain(1, 2));
        CachedValue held = LocalValue.Of(LocalValue.Of(value, _metadata), other);
        Assert.That(LocalValue.MetadataOf(held), Is.SameAs(other));
        Assert.That(held.Size - value.Size, Is.EqualTo(EntryEnvelope.LengthOf(other)));
    }

    [Test]
    public void A_payload_that_is_an_envelope_itself_keeps_its_value()
    {
        byte[] lookalike = EntryEnvelope.WrapAlways("payload"u8, EntryMetadata.None);
        CachedValue held = LocalValue.Of(new CodedValue(EntryEnvelope.Wrap(lookalike, EntryMetadata.None)), _metadata);
        Assert.That(EntryEnvelope.TryUnwrap(held.ToPayload(), out ReadOnlyMemory<byte> payload, out _));
        Assert.That(payload.ToArray(), Is.EqualTo(lookalike));
    }
}
