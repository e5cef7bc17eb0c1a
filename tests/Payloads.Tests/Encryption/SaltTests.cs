using System.Collections.Concurrent;
using System.Security.Cryptography;
using CacheKit.Payloads.Tests.Fakes;

namespace CacheKit.Payloads.Tests.Encryption;

/// <summary>The salts and nonces of encrypted payloads, and the keys that are derived from salts.</summary>
[TestFixture]
internal sealed class SaltTests
{
    // After the mark, the length of the name and the name of three letters.
    private static readonly Range _salt = (PayloadMark.Length + 4)..(PayloadMark.Length + 4 + EncryptionKey.SaltLength);
    private static readonly Range _nonce = _salt.End.Value..(_salt.End.Value + 12);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    [Test]
    public void No_nonce_is_used_twice_with_a_salt()
    {
        PayloadEncryption[] encryptions = [New(1_000), New(), New()];
        var used = new ConcurrentDictionary<string, bool>();
        Parallel.For(0, 60_000, i =>
        {
            byte[] encrypted = encryptions[i % encryptions.Length].Encode([1]);
            Assert.That(used.TryAdd(Convert.ToHexString(encrypted[_salt]) + Convert.ToHexString(encrypted[_nonce]), true), Is.True);
        });
    }

    [Test]
    public void A_salt_encrypts_no_more_payloads_than_its_limit()
    {
        PayloadEncryption encryption = New(100);
        var salts = new ConcurrentDictionary<string, int>();
        var payloads = new ConcurrentBag<byte[]>();
        Parallel.For(0, 2_000, _ =>
        {
            byte[] encrypted = encryption.Encode([1, 2, 3]);
            payloads.Add(encrypted);
            salts.AddOrUpdate(Convert.ToHexString(encrypted[_salt]), 1, (_, count) => count + 1);
        });
        Assert.That(salts.Values, Is.All.LessThanOrEqualTo(100));
        Assert.That(payloads.Select(New().Decode), Is.All.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void Each_process_has_a_salt_of_its_own_and_reads_those_of_others()
    {
        (PayloadEncryption one, PayloadEncryption other) = (New(), New());
        (byte[] ofOne, byte[] ofOther) = (one.Encode([1]), other.Encode([2]));
        Assert.That(ofOne[_salt], Is.Not.EqualTo(ofOther[_salt]).And.EqualTo(one.Encode([3])[_salt]));
        Assert.That((one.Decode(ofOther)[0], other.Decode(ofOne)[0]), Is.EqualTo((2, 1)));
    }

    [Test]
    public void A_payload_with_the_salt_of_another_is_refused()
    {
        PayloadEncryption encryption = New();
        byte[] forged = encryption.Encode([1]);
        New().Encode([1])[_salt].CopyTo(forged, _salt.Start.Value);
        Assert.That(() => encryption.Decode(forged), Throws.InstanceOf<CryptographicException>());
    }

    [Test]
    public void A_payload_with_the_name_of_another_key_is_refused_even_if_the_keys_are_equal()
    {
        var encryption = new PayloadEncryption(keys => keys.Add("two", _key).Add("one", _key));
        byte[] forged = encryption.Encode([1]);
        "two"u8.CopyTo(forged.AsSpan(PayloadMark.Length + 1));
        Assert.That(() => encryption.Decode(forged), Throws.InstanceOf<CryptographicException>());
    }

    [Test]
    public void A_payload_is_read_after_a_forged_one_with_its_salt()
    {
        PayloadEncryption encryption = New();
        byte[] valid = encryption.Encode([1, 2, 3]);
        byte[] forged = [.. valid[..^1], (byte)(valid[^1] ^ 1)];
        for (int i = 0; i < 100; i++)
        {
            Assert.That(() => encryption.Decode(forged), Throws.InstanceOf<AuthenticationTagMismatchException>().With.Message.Contains("\"one\""));
            Assert.That(encryption.Decode(valid), Is.EqualTo(new byte[] { 1, 2, 3 }));
        }
    }

    // Nothing but the expiration of the entry bounds that: the store has to be trusted not to do it.
    [Test]
    public void An_older_payload_of_the_same_entry_is_accepted()
    {
        PayloadEncryption encryption = New();
        byte[] older = encryption.Encode([1]);
        encryption.Encode([2]);
        Assert.That(encryption.Decode(older), Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public void The_key_of_a_salt_is_kept_only_after_it_has_decrypted_a_payload()
    {
        var key = new EncryptionKey("one"u8.ToArray(), _key);
        byte[] salt = RandomNumberGenerator.GetBytes(EncryptionKey.SaltLength);
        SaltedKey salted = key.Find(salt, out bool isKept);
        Assert.That(isKept, Is.False);
        Assert.That(key.Find(salt, out isKept), Is.Not.SameAs(salted));
        Assert.That(isKept, Is.False);
        key.Keep(salt, salted);
        Assert.That(key.Find(salt, out isKept), Is.SameAs(salted));
        Assert.That(isKept, Is.True);
    }

    [Test]
    public void The_keys_of_a_limited_number_of_salts_are_kept()
    {
        var key = new EncryptionKey("one"u8.ToArray(), _key);
        byte[][] salts = [.. Enumerable.Range(0, 3_000).Select(_ => RandomNumberGenerator.GetBytes(EncryptionKey.SaltLength))];
        foreach (byte[] salt in salts)
            key.Keep(salt, key.Find(salt, out _));
        Assert.That(salts.Count(salt => IsKept(key, salt)), Is.InRange(1, 1_000));
        Assert.That(IsKept(key, salts[^1]), Is.True);
    }

    [Test]
    public void Threads_share_no_cipher()
    {
        PayloadEncryption[] encryptions = [.. Enumerable.Range(0, 4).Select(_ => New(500))];
        Parallel.For(0, 8_000, new ParallelOptions { MaxDegreeOfParallelism = 32 }, i =>
        {
            var context = new PayloadContext($"key {i % 5}");
            byte[] payload = Fakes.Payloads.Noise(i % 700);
            byte[] encrypted = encryptions[i % 4].Encode(payload, context);
            Assert.That(encryptions[i / 4 % 4].Decode(encrypted, context), Is.EqualTo(payload));
        });
    }

    private static bool IsKept(EncryptionKey key, byte[] salt)
    {
        key.Find(salt, out bool isKept);
        return isKept;
    }

    private PayloadEncryption New(long payloadsPerSalt = 1L << 28) => new(keys => keys.Add("one", _key)) { PayloadsPerSalt = payloadsPerSalt };
}
