using System.Security.Cryptography;
using System.Text;
using CacheKit.Payloads.Tests.Fakes;

namespace CacheKit.Payloads.Tests.Encryption;

/// <summary>The keys of the encryption, and their rotation.</summary>
[TestFixture]
internal sealed class PayloadEncryptionTests
{
    private static readonly byte[] _payload = [1, 2, 3];

    private readonly byte[] _old = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _new = RandomNumberGenerator.GetBytes(32);

    [Test]
    public void The_last_key_writes_and_all_keys_read()
    {
        var before = new PayloadEncryption(keys => keys.Add("old", _old));
        var during = new PayloadEncryption(keys => keys.Add("old", _old).Add("new", _new));
        var after = new PayloadEncryption(keys => keys.Add("new", _new));
        Assert.That(during.Decode(before.Encode(_payload)), Is.EqualTo(_payload));
        Assert.That(after.Decode(during.Encode(_payload)), Is.EqualTo(_payload));
        Assert.That(() => after.Decode(before.Encode(_payload)), Throws.InstanceOf<CryptographicException>().With.Message.Contains("\"old\""));
    }

    [Test]
    public void A_key_that_is_added_before_the_last_one_reads_and_does_not_write()
    {
        var prepared = new PayloadEncryption(keys => keys.Add("new", _new).Add("old", _old));
        Assert.That(prepared.Decode(new PayloadEncryption(keys => keys.Add("new", _new)).Encode(_payload)), Is.EqualTo(_payload));
        Assert.That(new PayloadEncryption(keys => keys.Add("old", _old)).Decode(prepared.Encode(_payload)), Is.EqualTo(_payload));
    }

    [Test]
    public void Another_key_of_the_same_name_does_not_read() =>
        Assert.That(
            () => new PayloadEncryption(keys => keys.Add("one", _new)).Decode(new PayloadEncryption(keys => keys.Add("one", _old)).Encode(_payload)),
            Throws.InstanceOf<CryptographicException>());

    [Test]
    public void The_name_of_the_key_can_be_read_in_the_store() =>
        Assert.That(
            Encoding.Latin1.GetString(new PayloadEncryption(keys => keys.Add("2026-11", _old)).Encode(_payload)),
            Does.StartWith("\u00FFbyaes1\u00072026-11").Using(StringComparison.Ordinal));

    [Test]
    public void A_forged_name_of_a_key_cannot_forge_a_line_of_the_log()
    {
        byte[] forged = new PayloadEncryption(keys => keys.Add("größe\n\u2028\u0085", _old)).Encode(_payload);
        Exception? refusal = Assert.Catch(() => new PayloadEncryption(keys => keys.Add("new", _new)).Decode(forged));
        Assert.That(refusal!.Message, Does.Contain(@"größe\n\u2028\u0085").And.Not.Contain("\n"));
    }

    [TestCase(0)]
    [TestCase(16)]
    [TestCase(31)]
    [TestCase(33)]
    public void A_key_of_a_wrong_length_is_refused_at_start(int length) =>
        Assert.That(
            () => new PayloadEncryption(keys => keys.Add("one", new byte[length])), Throws.ArgumentException.With.Message.Contains("32 random bytes"));

    [TestCase(0)]
    [TestCase(7)]
    public void A_key_that_repeats_one_byte_is_refused_at_start(byte value) =>
        Assert.That(
            () => new PayloadEncryption(keys => keys.Add("one", [.. Enumerable.Repeat(value, 32)])),
            Throws.ArgumentException.With.Message.Contains("32 random bytes"));

    [Test]
    public void A_name_that_is_missing_or_too_long_or_taken_is_refused()
    {
        Assert.That(() => new PayloadEncryption(keys => keys.Add("", _old)), Throws.ArgumentException);
        Assert.That(() => new PayloadEncryption(keys => keys.Add(new string('n', 256), _old)), Throws.ArgumentException.With.Message.Contains("255"));
        Assert.That(() => new PayloadEncryption(keys => keys.Add("one", _old).Add("one", _new)), Throws.ArgumentException.With.Message.Contains("two keys"));
        Assert.That(() => new PayloadEncryption(keys => keys.Add(new string('n', 255), _old)).Encode(_payload), Throws.Nothing);
    }

    [Test]
    public void No_key_is_refused() =>
        Assert.That(() => new PayloadEncryption(_ => { }), Throws.ArgumentException.With.Message.Contains("keys.Add"));

    [Test]
    public void A_key_is_copied()
    {
        byte[] key = [.. _old];
        var encryption = new PayloadEncryption(keys => keys.Add("one", key));
        byte[] encrypted = encryption.Encode(_payload);
        Array.Clear(key);
        Assert.That(encryption.Decode(encrypted), Is.EqualTo(_payload));
    }
}
