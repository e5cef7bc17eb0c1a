using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CacheKit;

// Encoding of a key as a key of an IDistributedCache. Databases may compare keys without case and without spaces at the end, limit them to
// 449 characters, or cannot store every character:
//
//   entry       plain: key                    shortened: head "~" hash
//   generation  plain: scope "!"              shortened: head "~" hash "!"
//
//   head    the first 100 characters, in lower case, with "_" for characters that are not safe
//   hash    the SHA-256 of the whole text, in UTF-16: 64 hexadecimal digits
//
// A text is plain if it has at most 200 characters, all of which are safe. Neither "~" nor "!" is.
internal static class StoredName
{
    private const int LongestPlain = 200;
    private const int LongestHead = 100;
    private const char Placeholder = '_';

    private static readonly SearchValues<char> _safe = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789:.-_/%()");

    public static string OfEntry(string key) =>
        key.Length is > 0 and <= LongestPlain && !key.AsSpan().ContainsAnyExcept(_safe) ? key : Shorten(key);

    public static string OfGeneration(string scope) => OfEntry(scope) + "!";

    private static string Shorten(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        Span<char> head = stackalloc char[Math.Min(text.Length, LongestHead)];
        for (int i = 0; i < head.Length; i++)
        {
            char lower = char.ToLowerInvariant(text[i]);
            head[i] = _safe.Contains(lower) ? lower : Placeholder;
        }

        return $"{head}~{Convert.ToHexStringLower(hash)}";
    }
}
