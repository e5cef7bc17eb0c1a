using System.Buffers;
using System.Text;
using System.Text.Unicode;
using StackExchange.Redis;

namespace CacheKit;

// Encoding of a key as the bytes of a Redis key:
//
//   a well-formed string    UTF-8, so that `redis-cli get` finds the key as written
//   a lone surrogate        three bytes, ED A0 80 to ED BF BF, which do not occur in valid UTF-8 (WTF-8)
//
// The library would write every lone surrogate as U+FFFD, so that different keys would share one entry.
internal static class RedisKeyEncoding
{
    private static readonly SearchValues<char> _globCharacters = SearchValues.Create(@"*?[]\^");

    public static RedisKey Encode(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? ToBytes(key) : key;
    }

    /// <summary>Creates a channel with this exact name; pattern characters are literal.</summary>
    public static RedisChannel EncodeChannel(string channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return RedisChannel.Literal(ToBytes(channel)).WithKeyRouting();
    }

    /// <summary>Decodes a key that <see cref="Encode"/> wrote.</summary>
    public static string Decode(RedisKey key)
    {
        byte[] bytes = key!;
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);

        var text = new StringBuilder(bytes.Length);
        for (ReadOnlySpan<byte> rest = bytes; !rest.IsEmpty;)
        {
            if (rest is [0xED, >= 0xA0 and <= 0xBF, >= 0x80 and <= 0xBF, ..])
            {
                text.Append((char)(0xD000 | ((rest[1] & 0x3F) << 6) | (rest[2] & 0x3F)));
                rest = rest[3..];
            }
            else
            {
                // A key of another application may hold invalid bytes, which become U+FFFD.
                Rune.DecodeFromUtf8(rest, out Rune rune, out int consumed);
                text.Append(rune.ToString());
                rest = rest[consumed..];
            }
        }

        return text.ToString();
    }

    /// <summary>Returns the SCAN patterns that together match exactly the keys with this prefix.</summary>
    public static IEnumerable<RedisValue> PatternsOf(string prefix)
    {
        byte[] literal = ToBytes(Escape(prefix));
        yield return (byte[])[.. literal, (byte)'*'];

        if (prefix.Length > 0 && char.IsHighSurrogate(prefix[^1]))
        {
            // A key may continue with a low surrogate, and the pair is encoded as four different bytes. The 1,024 possible pairs differ
            // only in their last ten bits: the last byte, and four bits of the byte before.
            byte[] pair = ToBytes(Escape(prefix) + '\uDC00');
            yield return (byte[])[.. pair[..^2], (byte)'[', pair[^2], (byte)'-', (byte)(pair[^2] | 0x0F), (byte)']', (byte)'*'];
        }
    }

    private static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny(_globCharacters))
            return text;

        var escaped = new StringBuilder(text.Length + 8);
        foreach (char character in text)
        {
            if (_globCharacters.Contains(character))
                escaped.Append('\\');
            escaped.Append(character);
        }

        return escaped.ToString();
    }

    private static byte[] ToBytes(string text)
    {
        var bytes = new ArrayBufferWriter<byte>(text.Length + 16);
        for (ReadOnlySpan<char> rest = text; !rest.IsEmpty;)
        {
            bool whole = Rune.DecodeFromUtf16(rest, out Rune rune, out int consumed) == OperationStatus.Done;
            Span<byte> free = bytes.GetSpan(4);
            bytes.Advance(whole ? rune.EncodeToUtf8(free) : WriteSurrogate(rest[0], free));
            rest = rest[consumed..];
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static int WriteSurrogate(char surrogate, Span<byte> destination)
    {
        destination[0] = 0xED;
        destination[1] = (byte)(0x80 | ((surrogate >> 6) & 0x3F));
        destination[2] = (byte)(0x80 | (surrogate & 0x3F));
        return 3;
    }
}
