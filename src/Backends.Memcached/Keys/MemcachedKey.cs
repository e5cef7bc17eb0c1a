using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CacheKit;

// How a key becomes a key of Memcached, which is 250 bytes long at most and has no spaces or control characters:
//
//   entry       plain: key "@" stamp                            shortened: head "@" stamp "~" hash
//   generation  plain: scope "@generation"                      shortened: head "@generation~" hash
//
//   stamp   the generations of the key's cache and namespace, as one number of 64 bits: 11 characters of base64url
//   head    as much of the text as fits, with "_" for what Memcached does not take
//   hash    the SHA-256 of the whole text, in UTF-16: 64 hexadecimal digits
//
// A text is plain if it fits and Memcached takes each of its characters. So the "@" twelve bytes from the end tells a plain entry: a
// hash has none. The value of a shortened entry ends in what its key was, since a hash can't be listed or searched by prefix:
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

    /// <summary>Writes the key of an entry.</summary>
    /// <returns>How many bytes it takes.</returns>
    public static int Write(string key, ulong stamp, Span<byte> destination)
    {
        Span<byte> suffix = stackalloc byte[SuffixLength];
        suffix[0] = (byte)'@';
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, stamp);
        Base64Url.EncodeToUtf8(number, suffix[1..]);
        return Write(key, suffix, destination);
    }

    /// <summary>The key under which the generation of a scope is kept.</summary>
    public static byte[] OfGeneration(string scope)
    {
        var key = new byte[LongestKey];
        return key[..Write(scope, "@generation"u8, key)];
    }

    /// <summary>Whether an entry's key is shortened, so that its value ends in it.</summary>
    public static bool IsShortened(string key) => !FitsPlain(key, SuffixLength);

    /// <summary>What follows the payload of a shortened entry.</summary>
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

    /// <summary>Takes the value of a shortened entry apart; false: it is not such a value.</summary>
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

    /// <summary>Reads the key of an entry; false: it is something else.</summary>
    /// <param name="name">A key of Memcached.</param>
    /// <param name="key">The whole key; null where it is shortened.</param>
    /// <param name="stamp">Its generations.</param>
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

    /// <summary>Whether a key that begins with a prefix may have this name.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> name, ReadOnlySpan<byte> headOfPrefix)
    {
        int head = name.Length - SuffixLength;
        if (head >= 0 && name[head] != '@')
            head -= HashLength + 1;
        return head >= 0 && name[..head].StartsWith(headOfPrefix[..Math.Min(headOfPrefix.Length, head)]);
    }

    /// <summary>What the names of the keys that begin with a prefix may begin with.</summary>
    public static byte[] HeadOf(string prefix)
    {
        // A character may go on behind half of one.
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

    // Character by character, so that none is cut in two.
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
