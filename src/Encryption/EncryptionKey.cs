using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CacheKit;

// A named key. It encrypts nothing itself: each process draws a random salt and derives a key from both, so that random nonces stay unique however
// many payloads all processes encrypt together. docs/decisions/salted-keys.md has the numbers.
internal sealed class EncryptionKey(byte[] name, byte[] key)
{
    public const int SaltLength = 16;

    // Of other processes, and of earlier ones, whose entries are still in the store. With more than these, keys are derived again.
    private const int MaxSalts = 1_000;

    private readonly ConcurrentDictionary<UInt128, SaltedKey> _salted = new();
    private readonly byte[] _prefix = [.. PayloadEncryption.Mark, (byte)name.Length, .. name];
    private SaltedKey? _writing;

    public ReadOnlySpan<byte> Name => name;

    // The key for one more payload.
    public SaltedKey ForPayload(long payloadsPerSalt)
    {
        while (true)
        {
            SaltedKey? current = Volatile.Read(ref _writing);
            if (current is not null && current.TryCount(payloadsPerSalt))
                return current;

            byte[] salt = RandomNumberGenerator.GetBytes(SaltLength);
            SaltedKey next = Derive(salt);
            if (Interlocked.CompareExchange(ref _writing, next, current) == current)
                Keep(salt, next);
        }
    }

    // The key of a payload. It is kept only after it has decrypted one, so that forged salts take no memory and displace no others.
    public SaltedKey Find(ReadOnlySpan<byte> salt, out bool isKept)
    {
        isKept = _salted.TryGetValue(MemoryMarshal.Read<UInt128>(salt), out SaltedKey? salted);
        return salted ?? Derive(salt);
    }

    public void Keep(ReadOnlySpan<byte> salt, SaltedKey salted)
    {
        if (_salted.Count >= MaxSalts)
            _salted.Clear();
        _salted.TryAdd(MemoryMarshal.Read<UInt128>(salt), salted);
    }

    private SaltedKey Derive(ReadOnlySpan<byte> salt)
    {
        byte[] derived = new byte[key.Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, derived, salt, name);
        return new SaltedKey(Encoding.UTF8.GetString(name), [.. _prefix, .. salt], derived);
    }
}
