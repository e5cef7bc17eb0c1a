using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CacheKit;

// Encoding of a key as a Memcached key, which has at most 250 bytes and no spaces or control characters:
//
//   entry       plain: key "@" stamp                            shortened: head "@" stamp "~" hash
//   generation  plain: scope "@generation"                      shortened: head "@generation~" hash
//
//   stamp   the generations of the key's cache and namespace, as one number of 64 bits: 11 characters of base64url
//   head    as much of the text as fits, with "_" for characters that Memcached does not allow
//   hash    the SHA-256 of the whole text, in UTF-16: 64 hexadecimal digits
//
// A text is plain if it fits and Memcached allows all of its characters. An "@" twelve bytes before the end identifies a plain entry, since
// a hash has none. The value of a shortened entry ends with its full key, since a hash cannot be listed or searched by prefix:
//
//   value   payload key length      length: 4 bytes, little-endian; positive: the key is UTF-8; negative: UTF-16 (it has a lone surrogate)
internal static class MemcachedKey
{
    public const int LongestKey = 250;

    private const int StampLength = 11;
    private const int SuffixLength = StampLength + 1;
    private const int HashLength = 2 * SHA256.HashSizeInBytes;
    private const char Placeholder = '_';

    private static readonly SearchValues<char> _refused = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Concat(Enumerable.Range(0x7F, 0x21)).Select(code => (char)code)]);

    /// <summary>Writes the Memcached key of an entry.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int Write(string key, ulong stamp, Span<byte> destination)
    {
        Span<byte> suffix = stackalloc byte[SuffixLength];
        suffix[0] = (byte)'@';
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, stamp);
        Base64Url.EncodeToUtf8(number, suffix[1..]);
        return Write(key, suffix, destination);
    }

    /// <summary>Returns the key that stores the generation of a scope.</summary>
    public static byte[] OfGeneration(string scope)
    {
        var key = new byte[LongestKey];
        return key[..Write(scope, "@generation"u8, key)];
    }

    /// <summary>Whether the key of an entry is shortened, so that its value ends with the full key.</summary>
    public static bool IsShortened(string key) => !FitsPlain(key, SuffixLength);

    /// <summary>Returns the bytes that follow the payload of a shortened entry.</summary>
    public static byte[] TrailerOf(string key)
    {
        bool isText = !HasLoneSurrogate(key);
        ReadOnlySpan<byte> utf16 = MemoryMarshal.AsBytes(key.AsSpan());
        int length = isText ? Encoding.UTF8.GetByteCount(key) : utf16.Length;
        var trailer = new byte[length + sizeof(int)];
        if (isText)
            Encoding.UTF8.GetBytes(key, trailer);
        else
            utf16.CopyTo(trailer);
        BinaryPrimitives.WriteInt32LittleEndian(trailer.AsSpan(length), isText ? length : -length);
        return trailer;
    }

    /// <summary>Splits the value of a shortened entry. Returns false if it does not have this format.</summary>
    public static bool TrySplit(ReadOnlyMemory<byte> value, out ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out string? key)
    {
        payload = default;
        key = null;
        if (value.Length < sizeof(int))
            return false;

        int length = BinaryPrimitives.ReadInt32LittleEndian(value.Span[^sizeof(int)..]);
        int payloadLength = value.Length - sizeof(int) - (length == int.MinValue ? int.MaxValue : Math.Abs(length));
        if (payloadLength < 0 || (length < 0 && length % sizeof(char) != 0))
            return false;

        payload = value[..payloadLength];
        ReadOnlySpan<byte> text = value.Span[payloadLength..^sizeof(int)];
        key = length < 0 ? new string(MemoryMarshal.Cast<byte, char>(text)) : Encoding.UTF8.GetString(text);
        return true;
    }

    /// <summary>Parses the Memcached key of an entry. Returns false if it is not one.</summary>
    /// <param name="name">A Memcached key.</param>
    /// <param name="key">The full key; null if it is shortened.</param>
    /// <param name="stamp">The stamp of its generations.</param>
    public static bool TryRead(ReadOnlySpan<byte> name, out string? key, out ulong stamp)
    {
        key = null;
        stamp = 0;
        int plain = name.Length - SuffixLength;
        if (plain >= 0 && name[plain] == '@')
        {
            key = Encoding.UTF8.GetString(name[..plain]);
            return TryReadStamp(name[(plain + 1)..], out stamp);
        }

        int head = plain - HashLength - 1;
        return head >= 0 && name[head] == '@' && name[head + SuffixLength] == '~' && TryReadStamp(name.Slice(head + 1, StampLength), out stamp);
    }

    /// <summary>Whether a key with a certain prefix may have this Memcached key.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> name, ReadOnlySpan<byte> headOfPrefix)
    {
        int head = name.Length - SuffixLength;
        if (head >= 0 && name[head] != '@')
            head -= HashLength + 1;
        return head >= 0 && name[..head].StartsWith(headOfPrefix[..Math.Min(headOfPrefix.Length, head)]);
    }

    /// <summary>Returns the common beginning of the Memcached keys that may have a prefix.</summary>
    public static byte[] HeadOf(string prefix)
    {
        // The prefix may end with half of a surrogate pair.
        int end = prefix.Length > 0 && char.IsHighSurrogate(prefix[^1]) ? prefix.Length - 1 : prefix.Length;
        var head = new byte[Encoding.UTF8.GetMaxByteCount(end)];
        return head[..WriteHead(prefix.AsSpan(0, end), head)];
    }

    private static int Write(string text, ReadOnlySpan<byte> suffix, Span<byte> destination)
    {
        if (FitsPlain(text, suffix.Length))
        {
            int length = Encoding.UTF8.GetBytes(text, destination);
            suffix.CopyTo(destination[length..]);
            return length + suffix.Length;
        }

        int end = WriteHead(text, destination[..(LongestKey - suffix.Length - HashLength - 1)]);
        suffix.CopyTo(destination[end..]);
        end += suffix.Length;
        destination[end++] = (byte)'~';
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        Convert.TryToHexStringLower(hash, destination[end..], out _);
        return end + HashLength;
    }

    private static bool FitsPlain(string text, int suffixLength) =>
        text.Length <= LongestKey - suffixLength
        && !text.AsSpan().ContainsAny(_refused)
        && Encoding.UTF8.GetByteCount(text) <= LongestKey - suffixLength
        && !HasLoneSurrogate(text);

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        for (int at = text.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0; at = text.IndexOfAnyInRange('\uD800', '\uDFFF'))
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out int consumed) != OperationStatus.Done)
                return true;
            text = text[(at + consumed)..];
        }

        return false;
    }

    // Copies whole characters, so that none is cut in two.
    private static int WriteHead(ReadOnlySpan<char> text, Span<byte> destination)
    {
        int length = 0;
        while (!text.IsEmpty)
        {
            bool isWhole = Rune.DecodeFromUtf16(text, out Rune rune, out int consumed) == OperationStatus.Done;
            if (!isWhole || _refused.Contains(text[0]))
                rune = new Rune(Placeholder);
            if (!rune.TryEncodeToUtf8(destination[length..], out int written))
                break;
            length += written;
            text = text[consumed..];
        }

        return length;
    }

    private static bool TryReadStamp(ReadOnlySpan<byte> text, out ulong stamp)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        stamp = 0;
        if (!Base64Url.IsValid(text, out int length) || length != sizeof(ulong) || !Base64Url.TryDecodeFromUtf8(text, number, out _))
            return false;
        stamp = BinaryPrimitives.ReadUInt64BigEndian(number);
        return true;
    }
}
