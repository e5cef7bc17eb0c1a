using System.Buffers;
using System.Text;
using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Coders;

/// <summary>A coder that uses other coders for some types.</summary>
[TestFixture]
internal sealed class TypedCoderTests
{
    private static readonly MarkedCoder _one = new("one");
    private static readonly MarkedCoder _two = new("two");

    private static readonly ICoder _typed = new JsonCoder().For<Sample>(_one).For<int>(_two);

    [Test]
    public void Each_type_is_encoded_by_its_coder_and_others_by_the_first()
    {
        Assert.That(MarkOf(_typed, new Sample("a", 1)), Is.EqualTo("one"));
        Assert.That(MarkOf(_typed, 7), Is.EqualTo("two"));
        Assert.That(MarkOf(_typed, "text"), Is.Null);
        Assert.That(_typed.TextOf("text"), Is.EqualTo("\"text\""));
    }

    [Test]
    public void Values_come_back_by_the_coder_of_their_type()
    {
        Assert.That(_typed.RoundTrip(new Sample("a", 1)), Is.EqualTo(new Sample("a", 1)));
        Assert.That(_typed.RoundTrip<Sample?>(null), Is.Null);
        Assert.That(_typed.RoundTrip(7), Is.EqualTo(7));
        Assert.That(_typed.RoundTrip("text"), Is.EqualTo("text"));
        Assert.That(_typed.RoundTrip<byte[]>([0xFF, 0]), Is.EqualTo(new byte[] { 0xFF, 0 }));
    }

    [Test]
    public void Lists_nullable_types_base_types_and_interfaces_are_types_of_their_own()
    {
        Assert.That(MarkOf(_typed, new List<Sample>()), Is.Null);
        Assert.That(MarkOf(_typed, Array.Empty<Sample>()), Is.Null);
        Assert.That(MarkOf<int?>(_typed, 7), Is.Null);
        Assert.That(MarkOf<object>(_typed, new Sample("a", 1)), Is.Null);
        Assert.That(MarkOf<IEquatable<Sample>>(_typed, null!), Is.Null);
        Assert.That(MarkOf(new JsonCoder().For<object>(_one), new Sample("a", 1)), Is.Null);
    }

    [Test]
    public void A_condition_selects_types()
    {
        ICoder coder = new JsonCoder().For(type => type.IsGenericType, _one);
        Assert.That(MarkOf(coder, new List<int>()), Is.EqualTo("one"));
        Assert.That(MarkOf<int?>(coder, 7), Is.EqualTo("one"));
        Assert.That(MarkOf(coder, 7), Is.Null);
    }

    [Test]
    public void A_condition_is_asked_once_for_each_type()
    {
        List<Type> asked = [];
        ICoder coder = new JsonCoder().For(type => { asked.Add(type); return true; }, _one);
        for (int i = 0; i < 3; i++)
        {
            coder.RoundTrip(i);
            coder.RoundTrip("text");
        }

        Assert.That(asked, Is.EqualTo(new[] { typeof(int), typeof(string) }));
    }

    [Test]
    public void The_coder_that_was_added_last_is_used()
    {
        Assert.That(MarkOf(_typed.For<int>(_one), 7), Is.EqualTo("one"));
        Assert.That(MarkOf(_typed.For(_ => true, _one), 7), Is.EqualTo("one"));
        Assert.That(MarkOf(new JsonCoder().For(_ => true, _one).For<int>(_two), 7), Is.EqualTo("two"));
    }

    [Test]
    public void The_coder_of_a_type_may_have_coders_for_types_itself()
    {
        ICoder coder = new JsonCoder().For(type => type != typeof(string), _one.For<int>(_two));
        Assert.That(MarkOf(coder, 7), Is.EqualTo("two"));
        Assert.That(MarkOf(coder, 7L), Is.EqualTo("one"));
        Assert.That(MarkOf(coder, "text"), Is.Null);
    }

    [Test]
    public void A_transform_applies_to_all_parts_that_were_there_before_it()
    {
        ICoder coder = _typed.Then(new BrotliCompression());
        Assert.That(MarkOf(coder, new Sample("a", 1)), Is.EqualTo("br"));
        Assert.That(MarkOf(coder, 7), Is.EqualTo("br"));
        Assert.That(MarkOf(coder, "text"), Is.EqualTo("br"));
        Assert.That(MarkOf(coder.For<string>(_one), "text"), Is.EqualTo("one"));
        Assert.That(coder.RoundTrip(new Sample("a", 1)), Is.EqualTo(new Sample("a", 1)));
    }

    [Test]
    public void The_coder_of_a_type_may_have_transforms_of_its_own()
    {
        ICoder coder = new JsonCoder().For<Sample>(_one.Then(new BrotliCompression()));
        Assert.That(MarkOf(coder, new Sample("a", 1)), Is.EqualTo("br"));
        Assert.That(MarkOf(coder, "text"), Is.Null);
        Assert.That(coder.RoundTrip(new Sample("a", 1)), Is.EqualTo(new Sample("a", 1)));
    }

    [Test]
    public void A_compression_after_the_encryption_of_a_part_is_refused()
    {
        ICoder coder = new JsonCoder().For<Sample>(_one.Then(new Encrypting()));
        Assert.That(() => coder.Then(new BrotliCompression()), Throws.ArgumentException.With.Message.Contains("Compress first"));
        Assert.That(
            () => new JsonCoder().Then(new Encrypting()).For<int>(_two).WithMaxPayload(1).Then(new BrotliCompression()), Throws.ArgumentException);
        Assert.That(() => _typed.Then(new BrotliCompression()).Then(new Encrypting()), Throws.Nothing);
    }

    [Test]
    public void After_a_change_of_the_coder_of_a_type_both_sides_know_the_mark_of_the_other()
    {
        ICoder before = new JsonCoder().For<Sample>(_two);
        foreach ((ICoder writer, ICoder reader) in new[] { (before, _typed), (_typed, before), (new JsonCoder(), _typed), (_typed, new JsonCoder()) })
            Assert.That(() => reader.Decode<Sample>(writer.Encode(new Sample("a", 1))), Throws.InstanceOf<CoderMismatchException>());
    }

    [Test]
    public void Nothing_is_null_and_a_limit_is_positive()
    {
        Assert.That(() => _typed.For<int>(null!), Throws.ArgumentNullException);
        Assert.That(() => _typed.For(null!, _one), Throws.ArgumentNullException);
        Assert.That(() => ((ICoder)null!).For<int>(_one), Throws.ArgumentNullException);
        Assert.That(() => ((ICoder)null!).WithMaxPayload(1), Throws.ArgumentNullException);
        Assert.That(() => _typed.WithMaxPayload(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void The_coder_of_an_entry_is_found_without_allocations()
    {
        object found = _typed.OfEntry<Sample>("key");
        Assert.That(Allocations.Of(1_000, () => found = _typed.OfEntry<Sample>("key")), Is.Zero);
        Assert.That(found, Is.SameAs(_one));
    }

    [Test]
    public void A_limit_belongs_to_its_part()
    {
        ICoder coder = new JsonCoder().WithMaxPayload(100).For<Sample>(_one.WithMaxPayload(10)).For<int>(_two);
        Assert.That(coder.MaxPayloadOf<string>(), Is.EqualTo(100));
        Assert.That(coder.MaxPayloadOf<Sample>(), Is.EqualTo(10));
        Assert.That(coder.MaxPayloadOf<int>(), Is.Null);
        Assert.That(coder.Then(new BrotliCompression()).MaxPayloadOf<Sample>(), Is.EqualTo(10));
        Assert.That(coder.WithMaxPayload(7).MaxPayloadOf<Sample>(), Is.EqualTo(7));
        Assert.That(coder.WithMaxPayload(7).MaxPayloadOf<int>(), Is.EqualTo(7));
        Assert.That(coder.WithCoder(_ => new JsonCoder()).MaxPayloadOf<Sample>(), Is.EqualTo(10));
    }

    [Test]
    public void A_limit_of_all_parts_leaves_each_its_coder_and_its_transforms()
    {
        ICoder coder = new JsonCoder().For<Sample>(_one.Then(new KeyTransform())).WithMaxPayload(1_000);
        Assert.That(coder.OfEntry<Sample>("key"), Is.InstanceOf<KeyedCoder>());
        Assert.That(coder.OfEntry<int>("key"), Is.InstanceOf<JsonCoder>());
    }

    [Test]
    public void A_coder_with_a_limit_encodes_and_decodes_longer_payloads()
    {
        ICoder coder = new JsonCoder().WithMaxPayload(1);
        Assert.That(coder.RoundTrip("text"), Is.EqualTo("text"));
    }

    // The coder of responses is the one of bytes with another coder before its transforms, which must not be left out.
    [Test]
    public void The_transforms_of_a_type_whose_condition_fails_are_not_left_out()
    {
        ICoder coder = new JsonCoder().For(_ => throw new NotSupportedException("No."), new JsonCoder()).Then(new Encrypting());
        Assert.That(
            () => coder.PartOf<byte[]>().WithCoder(_ => new JsonCoder()),
            Throws.InvalidOperationException.With.Message.Contains("System.Byte[]").And.InnerException.TypeOf<NotSupportedException>());
    }

    private static string? MarkOf<T>(ICoder coder, T value)
    {
        byte[] payload = coder.Encode(value);
        return PayloadMark.IsMarked(payload) ? Encoding.ASCII.GetString(payload.AsSpan(3, 4)).TrimEnd() : null;
    }

    private sealed class Encrypting : IPayloadTransform
    {
        public bool IsEncrypting => true;

        public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output) => output.Write(payload);

        public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output) => output.Write(transformed);
    }
}
