using System.Buffers;
using System.Globalization;
using System.Text;

namespace CacheKit;

// Escapes control characters and line breaks of keys and prefixes in log messages, so that a key cannot forge a line of the log.
internal static class LogText
{
    private static readonly SearchValues<char> _controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Select(code => (char)code), '\u2028', '\u2029']);

    public static string Of(ReadOnlySpan<char> key)
    {
        if (!key.ContainsAny(_controls))
            return key.ToString();

        var text = new StringBuilder(key.Length + 16);
        foreach (char character in key)
        {
            if (_controls.Contains(character))
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            else
                text.Append(character);
        }

        return text.ToString();
    }
}
