using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CacheKit;

internal static class LongKey
{
    public const int LengthLimit = 1024;

    private const int HashLength = 2 * SHA256.HashSizeInBytes;

    public static ReadOnlySpan<char> Shorten(ReadOnlySpan<char> key) => key.Length < LengthLimit ? key : Shorten(key.ToString());

    public static string Shorten(string key, int limit = LengthLimit)
    {
        if (key.Length < limit)
            return key;

        return string.Concat(key.AsSpan(0, limit - HashLength - 1), "~", HashOf(key));
    }

    public static string HashOf(string text)
    {
        // The UTF-16 code units themselves: an encoding would fold lone surrogates into one replacement character.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return Convert.ToHexStringLower(hash);
    }
}
