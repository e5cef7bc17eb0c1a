using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CacheKit;

internal static class LongKey
{
    public const int LengthLimit = 1024;

    private const int HashLength = 2 * SHA256.HashSizeInBytes;

    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789abcdef");
    private static readonly RecentHashes _recent = new();

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

        Span<char> hash = stackalloc char[HashLength];
        WriteHash(key, hash);
        key[limit - HashLength - 1] = '~';
        hash.CopyTo(key[(limit - HashLength)..]);
        return key[..limit];
    }

    public static bool IsShortened(string key) =>
        key[^(HashLength + 1)] == '~' && key.AsSpan(key.Length - HashLength).IndexOfAnyExcept(_digits) < 0;

    public static string HashOf(string text)
    {
        Span<char> hash = stackalloc char[HashLength];
        WriteHash(text, hash);
        return new string(hash);
    }

    private static void WriteHash(ReadOnlySpan<char> text, Span<char> hash)
    {
        if (_recent.TryCopy(text, hash, out uint checksum))
            return;

        // Hashes UTF-16 code units, because an encoding would replace all unpaired surrogates by the same character.
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), bytes);
        Convert.TryToHexStringLower(bytes, hash, out _);
        _recent.Add(text, checksum, hash);
    }
}
