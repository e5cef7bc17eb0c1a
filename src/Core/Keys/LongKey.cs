using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CacheKit;

internal static class LongKey
{
    public const int LengthLimit = 1024;

    private const int HashLength = 2 * SHA256.HashSizeInBytes;

    public static string Shorten(string key, int limit = LengthLimit)
    {
        if (key.Length < limit)
            return key;

        return string.Concat(key.AsSpan(0, limit - HashLength - 1), "~", HashOf(key));
    }

    // Shortens a key in its buffer.
    public static Span<char> Shorten(Span<char> key, int limit = LengthLimit)
    {
        if (key.Length < limit)
            return key;

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(key, hash);
        key[limit - HashLength - 1] = '~';
        Convert.TryToHexStringLower(hash, key[(limit - HashLength)..], out _);
        return key[..limit];
    }

    public static bool IsShortened(string key) =>
        key[^(HashLength + 1)] == '~' && !key.AsSpan(key.Length - HashLength).ContainsAnyExcept("0123456789abcdef");

    public static string HashOf(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(text, hash);
        return Convert.ToHexStringLower(hash);
    }

    // Hashes UTF-16 code units, because an encoding would replace all unpaired surrogates by the same character.
    private static void Hash(ReadOnlySpan<char> text, Span<byte> hash) => SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
}
