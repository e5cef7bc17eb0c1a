using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using CacheKit.Payloads.Tests.Fakes;
using Microsoft.AspNetCore.DataProtection;

namespace CacheKit.Payloads.Tests.Encryption;

/// <summary>What holds for each encryption.</summary>
[TestFixture(typeof(PayloadEncryption))]
[TestFixture(typeof(DataProtectionEncryption))]
internal sealed class EncryptionTests(Type type)
{
    private readonly IPayloadTransform _encryption = Create(type);

    [Test]
    public void A_payload_comes_back([Values(0, 1, 16, 100_000)] int length)
    {
        byte[] payload = Fakes.Payloads.Noise(length);
        Assert.That(_encryption.Decode(_encryption.Encode(payload)), Is.EqualTo(payload));
    }

    [TestCase("k")]
    [TestCase("api:users:GET http://host/größe?a=1")]
    [TestCase("\uD800")]
    public void The_key_may_have_any_characters_and_length(string key)
    {
        foreach (string one in new[] { key, key + new string('x', 5_000) })
            Assert.That(_encryption.Decode(_encryption.Encode([1, 2, 3], new PayloadContext(one)), new PayloadContext(one)), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void Nothing_of_the_payload_is_readable()
    {
        byte[] encrypted = _encryption.Encode(Encoding.UTF8.GetBytes("a secret that must not be readable"));
        Assert.That(Encoding.Latin1.GetString(encrypted), Does.Not.Contain("secret"));
    }

    [Test]
    public void The_same_payload_is_encrypted_differently_each_time()
    {
        byte[] first = _encryption.Encode([1, 2, 3]);
        Assert.That(_encryption.Encode([1, 2, 3]), Is.Not.EqualTo(first));
    }

    [TestCase("app::other")]
    [TestCase("app::ke")]
    [TestCase("app::keyy")]
    [TestCase("")]
    public void A_payload_of_another_key_is_refused(string other)
    {
        byte[] encrypted = _encryption.Encode([1, 2, 3]);
        Assert.That(() => _encryption.Decode(encrypted, new PayloadContext(other)), Throws.InstanceOf<CryptographicException>());
    }

    [Test]
    public void A_payload_is_refused_if_any_of_its_bits_has_changed()
    {
        byte[] encrypted = _encryption.Encode([1, 2, 3]);
        for (int bit = 0; bit < encrypted.Length * 8; bit++)
        {
            byte[] changed = [.. encrypted];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(() => _encryption.Decode(changed), Throws.Exception, $"bit {bit}");
        }
    }

    [Test]
    public void A_payload_is_refused_if_it_is_cut_anywhere_or_followed_by_more()
    {
        byte[] encrypted = _encryption.Encode([1, 2, 3]);
        for (int length = 0; length < encrypted.Length; length++)
            Assert.That(() => _encryption.Decode(encrypted[..length]), Throws.Exception, $"{length} bytes");
        Assert.That(() => _encryption.Decode([.. encrypted, 0]), Throws.Exception);
    }

    [Test]
    public void A_mutated_payload_is_refused()
    {
        byte[][] valid = [.. new[] { 0, 5, 200 }.Select(length => _encryption.Encode(Fakes.Payloads.Text(length)))];
        var output = new LimitedWriter(100_000);
        foreach (byte[] payload in Mutations.Of(valid))
        {
            output.Clear();
            if (valid.Any(one => one.AsSpan().SequenceEqual(payload)))
                continue;

            Assert.That(
                () => _encryption.Decode(payload, Fakes.Payloads.Context, output),
                Throws.InstanceOf<CryptographicException>().Or.InstanceOf<InvalidDataException>().Or.InstanceOf<CoderMismatchException>());
        }
    }

    [Test]
    public void A_payload_that_is_not_encrypted_is_of_another_coder() =>
        Assert.That(() => _encryption.Decode("{}"u8.ToArray()), Throws.InstanceOf<CoderMismatchException>());

    [Test]
    public void Without_a_key_it_does_not_work() =>
        Assert.That(() => _encryption.Encode([1], default), Throws.InvalidOperationException.With.Message.Contains("key of the entry"));

    [Test]
    public void Compressing_after_it_is_refused_with_the_right_order() =>
        Assert.That(
            () => new JsonCoder().Then(_encryption).Then(new BrotliCompression()),
            Throws.ArgumentException.With.Message.Contains("coder.Then(compression).Then(encryption)"));

    [Test]
    public void Compressing_before_it_makes_a_payload_shorter()
    {
        byte[] text = Fakes.Payloads.Text(10_000);
        byte[] encrypted = _encryption.Encode(new BrotliCompression().Encode(text));
        Assert.That(encrypted, Has.Length.LessThan(5_000));
        Assert.That(new BrotliCompression().Decode(_encryption.Decode(encrypted)), Is.EqualTo(text));
        Assert.That(() => new JsonCoder().Then(new BrotliCompression()).Then(_encryption), Throws.Nothing);
    }

    [Test]
    public void Many_threads_encrypt_at_a_time() =>
        Parallel.For(0, 500, i =>
        {
            var context = new PayloadContext($"key {i % 7}");
            byte[] payload = Fakes.Payloads.Noise(i);
            var output = new ArrayBufferWriter<byte>();
            _encryption.Decode(_encryption.Encode(payload, context), context, output);
            Assert.That(output.WrittenSpan.SequenceEqual(payload), Is.True);
        });

    private static IPayloadTransform Create(Type type) => type == typeof(PayloadEncryption)
        ? new PayloadEncryption(keys => keys.Add("2026-11", RandomNumberGenerator.GetBytes(32)))
        : new DataProtectionEncryption(new EphemeralDataProtectionProvider());
}
