using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CacheKit;

// How a key becomes the partition key of an item, which is 1 to 2,048 bytes of UTF-8:
//
//   text                         as it is written
//   a lone surrogate, U+FFFD     U+FFFD and the character's four hex digits: UTF-8 has no form for a lone surrogate, and the
//                                client would write every one of them as U+FFFD
//   the empty key                U+FFFD alone
//   2,048 bytes or more of that  its beginning, one to four "~" and its SHA-256: 2,048 bytes exactly, as many as no other key
//                                has. The item holds the whole text too.
internal readonly record struct DynamoDbKey(string Partition, string? Whole)
{
    private const int MostBytes = 2048;
    private const int HashLength = 2 * SHA256.HashSizeInBytes;

    // What is kept at least of the beginning of a long key: a character of up to four bytes may not fit.
    private const int LeastHead = MostBytes - HashLength - 4;

    private const char Mark = '\uFFFD';

    private static readonly SearchValues<char> _escaped =
        SearchValues.Create([Mark, .. Enumerable.Range(0xD800, 0x800).Select(unit => (char)unit)]);

    public static DynamoDbKey Of(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        string text = key.Length == 0 ? Mark.ToString() : Escape(key);
        return Encoding.UTF8.GetByteCount(text) < MostBytes ? new(text, null) : new(Shorten(text), text);
    }

    /// <summary>What the partition keys of a prefix's keys begin with, and perhaps some others; empty: any.</summary>
    public static string HeadOf(string prefix)
    {
        // Half a character at the end is the beginning of a whole one too.
        ReadOnlySpan<char> whole = prefix.Length > 0 && char.IsHighSurrogate(prefix[^1]) ? prefix.AsSpan(0, prefix.Length - 1) : prefix;
        byte[] bytes = Encoding.UTF8.GetBytes(Escape(whole.ToString()));
        return Encoding.UTF8.GetString(bytes, 0, CutOf(bytes, LeastHead));
    }

    /// <summary>The key whose text is stored.</summary>
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
        int cut = CutOf(bytes, MostBytes - HashLength - 1);
        return Encoding.UTF8.GetString(bytes, 0, cut) + new string('~', MostBytes - HashLength - cut) + Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    // The longest whole text of at most so many bytes.
    private static int CutOf(byte[] bytes, int most)
    {
        if (bytes.Length <= most)
            return bytes.Length;

        while ((bytes[most] & 0xC0) == 0x80)
            most--;
        return most;
    }
}
