using System.Buffers.Binary;
using CacheKit.Payloads.Tests.Fakes;

namespace CacheKit.Payloads.Tests.Compression;

/// <summary>What holds for each algorithm.</summary>
[TestFixture(typeof(BrotliCompression))]
[TestFixture(typeof(Lz4Compression))]
[TestFixture(typeof(ZstdCompression))]
internal sealed class CompressionTests(Type type)
{
    private const int HeaderLength = PayloadMark.Length + sizeof(int);

    private readonly PayloadCompression _compression = Create(type);

    [Test]
    public void A_payload_comes_back([Values(0, 1, 1_023, 1_024, 1_025, 100_000, 3_000_000)] int length, [Values] bool isText)
    {
        byte[] payload = isText ? Fakes.Payloads.Text(length) : Fakes.Payloads.Noise(length);
        Assert.That(_compression.Decode(_compression.Encode(payload))!.SequenceEqual(payload));
    }

    [Test]
    public void Text_becomes_less_than_half_as_long() =>
        Assert.That(_compression.Encode(Fakes.Payloads.Text(100_000)), Has.Length.LessThan(50_000));

    [Test]
    public void A_payload_of_the_smallest_length_is_compressed()
    {
        byte[] payload = Fakes.Payloads.Text(_compression.MinPayload);
        Assert.That(_compression.Encode(payload), Has.Length.LessThan(payload.Length * 9 / 10));
    }

    [Test]
    public void A_smaller_payload_is_stored_as_it_is_after_the_mark()
    {
        byte[] payload = Fakes.Payloads.Text(_compression.MinPayload - 1);
        Assert.That(_compression.Encode(payload)[HeaderLength..], Is.EqualTo(payload));
    }

    [TestCase(0.05, false)]
    [TestCase(0.30, true)]
    public void A_payload_that_becomes_less_than_a_tenth_shorter_is_stored_as_it_is(double compressible, bool isCompressed)
    {
        int text = (int)(100_000 * compressible);
        byte[] payload = [.. Fakes.Payloads.Noise(100_000 - text), .. new byte[text]];
        byte[] encoded = _compression.Encode(payload);
        Assert.That(encoded.AsSpan(HeaderLength).SequenceEqual(payload), Is.Not.EqualTo(isCompressed));
        Assert.That(_compression.Decode(encoded), Is.EqualTo(payload));
    }

    [TestCase(65 * 1024 * 1024)]
    [TestCase(int.MaxValue)]
    [TestCase(-1)]
    public void A_forged_length_takes_no_memory(int length)
    {
        byte[] payload = _compression.Encode(Fakes.Payloads.Text(10_000));
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(PayloadMark.Length), length);
        Assert.That(() => _compression.Decode(payload, default, new LimitedWriter(0)), Throws.InstanceOf<InvalidDataException>());
    }

    [TestCase(9_999)]
    [TestCase(10_001)]
    public void A_length_that_is_not_that_of_the_payload_is_refused(int length)
    {
        byte[] payload = _compression.Encode(Fakes.Payloads.Text(10_000));
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(PayloadMark.Length), length);
        Assert.That(() => _compression.Decode(payload), Throws.Exception);
    }

    [Test]
    public void A_payload_of_another_algorithm_is_of_another_coder()
    {
        IPayloadTransform[] others = [new BrotliCompression(), new Lz4Compression(), new ZstdCompression()];
        foreach (IPayloadTransform other in others.Where(other => other.GetType() != type))
            Assert.That(() => _compression.Decode(other.Encode([1])), Throws.InstanceOf<CoderMismatchException>());
    }

    [Test]
    public void Many_threads_compress_at_a_time()
    {
        byte[][] payloads = [.. Enumerable.Range(0, 200).Select(i => Fakes.Payloads.Text(1_000 + (i * 37)))];
        Parallel.ForEach(payloads, payload => Assert.That(_compression.Decode(_compression.Encode(payload)), Is.EqualTo(payload)));
    }

    [Test]
    public void A_mutated_payload_is_refused_or_takes_no_more_than_its_limit()
    {
        var output = new LimitedWriter(_compression.MaxPayload);
        byte[][] valid = [.. new[] { 0, 900, 2_000, 20_000 }.Select(length => _compression.Encode(Fakes.Payloads.Text(length)))];
        int refused = 0;
        foreach (byte[] payload in Mutations.Of(valid))
        {
            output.Clear();
            try
            {
                _compression.Decode(payload, default, output);
            }
            catch (Exception exception) when (exception is not (AssertionException or NullReferenceException or IndexOutOfRangeException))
            {
                refused++;
            }
        }

        Assert.That(refused, Is.GreaterThan(Mutations.Count / 4));
    }

    private static PayloadCompression Create(Type type) => type == typeof(BrotliCompression) ? new BrotliCompression()
        : type == typeof(Lz4Compression) ? new Lz4Compression()
        : new ZstdCompression();
}
