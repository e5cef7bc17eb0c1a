using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CacheKit;

// Encoding of a key as the partition key of an item, which has 1 to 2,048 bytes of UTF-8:
//
//   text                         unchanged
//   a lone surrogate, U+FFFD     U+FFFD and the character's four hex digits: UTF-8 cannot encode a lone surrogate, and the
//                                client would write each of them as U+FFFD
//   the empty key                U+FFFD alone
//   2,048 bytes or more          its beginning, one to four "~" and its SHA-256: exactly 2,048 bytes, a length that no other key
//                                has. The item also holds the full key.
internal readonly record struct DynamoDbKey(string Partition, string? Whole)
{
    private const int MaximumSize = 2048;
    private const int HashLength = 2 * SHA256.HashSizeInBytes;

    // The minimum length of the beginning: a character of up to four bytes may not fit.
    private const int LeastHead = MaximumSize - HashLength - 4;

    private const char Mark = '\uFFFD';

    private static readonly SearchValues<char> _escaped =
        SearchValues.Create([Mark, .. Enumerable.Range(0xD800, 0x800).Select(unit => (char)unit)]);

    public static DynamoDbKey Of(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        string text = key.Length == 0 ? Mark.ToString() : Escape(key);
        return Encoding.UTF8.GetByteCount(text) < MaximumSize ? new(text, null) : new(Shorten(text), text);
    }

    /// <summary>
    /// Returns the common beginning of the partition keys with a prefix; other keys may have it too. Empty: every key has it.
    /// </summary>
    public static string HeadOf(string prefix)
    {
        // The prefix may end with half of a surrogate pair.
        ReadOnlySpan<char> whole = prefix.Length > 0 && char.IsHighSurrogate(prefix[^1]) ? prefix.AsSpan(0, prefix.Length - 1) : prefix;
        byte[] bytes = Encoding.UTF8.GetBytes(Escape(whole.ToString()));
        return Encoding.UTF8.GetString(bytes, 0, CutOf(bytes, LeastHead));
    }

    /// <summary>Decodes a stored key.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains(Mark, StringComparison.Ordinal))
            return text;
        if (text.Length == 1)
            return "";

        var key = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == Mark && i + 4 < text.Length && IsUnit(text.AsSpan(i + 1, 4), out ushort unit))
            {
                key.Append((char)unit);
                i += 4;
            }
            else
            {
                key.Append(text[i]);
            }
        }

        return key.ToString();
    }

    private static string Escape(string key)
    {
        if (!key.AsSpan().ContainsAny(_escaped))
            return key;

        var text = new StringBuilder(key.Length + 16);
        for (ReadOnlySpan<char> rest = key; !rest.IsEmpty;)
        {
            bool whole = Rune.DecodeFromUtf16(rest, out Rune rune, out int consumed) == OperationStatus.Done;
            if (whole && rune.Value != Mark)
                text.Append(rest[..consumed]);
            else
                text.Append(CultureInfo.InvariantCulture, $"{Mark}{(int)rest[0]:x4}");
            rest = rest[consumed..];
        }

        return text.ToString();
    }

    private static bool IsUnit(ReadOnlySpan<char> digits, out ushort unit) =>
        ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out unit);

    private static string Shorten(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int cut = CutOf(bytes, MaximumSize - HashLength - 1);
        return Encoding.UTF8.GetString(bytes, 0, cut) + new string('~', MaximumSize - HashLength - cut) + Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    // Returns the length of the longest text of whole characters within a number of bytes.
    private static int CutOf(byte[] bytes, int most)
    {
        if (bytes.Length <= most)
            return bytes.Length;

        while ((bytes[most] & 0xC0) == 0x80)
            most--;
        return most;
    }
}
