using System.Security.Cryptography;

namespace CacheKit;

// A named key, from which each entry gets a key of its own. Random nonces of 96 bits may be used for 2^32 payloads of one key, which a busy
// cache would write within days: with a key for each entry the limit is that of the writes of one entry.
internal sealed class EncryptionKey(byte[] name, byte[] key)
{
    public const int TagLength = 16;

    public byte[] Name => name;

    // The cipher for the payloads of one entry.
    public AesGcm CipherOf(ReadOnlySpan<byte> entry)
    {
        Span<byte> derived = stackalloc byte[SHA256.HashSizeInBytes];
        try
        {
            HKDF.Expand(HashAlgorithmName.SHA256, key, derived, entry);
            return new AesGcm(derived, TagLength);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }
}
