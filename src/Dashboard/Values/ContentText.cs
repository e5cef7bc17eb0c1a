using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace CacheKit;

// Shows bytes as JSON, as text, or in hexadecimal form.
internal static class ContentText
{
    private const int BytesPerLine = 16;

    // Control characters that text does not contain.
    private static readonly SearchValues<byte> _control =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(code => (byte)code).Where(code => code is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))]);

    public static DecodedValue Of(ReadOnlySpan<byte> content)
    {
        if (JsonText.TryFormat(content) is { } json)
            return json;

        ReadOnlySpan<byte> start = content[..ShownLimit.CutUtf8(content, ShownLimit.TextBytes)];
        return start.ContainsAny(_control) || !Utf8.IsValid(start)
            ? new DecodedValue(DecodedValue.Binary, HexOf(content), content.Length > ShownLimit.BinaryBytes)
            : new DecodedValue(DecodedValue.PlainText, Encoding.UTF8.GetString(start), start.Length < content.Length);
    }

    private static string HexOf(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> start = content[..Math.Min(content.Length, ShownLimit.BinaryBytes)];
        var text = new StringBuilder(start.Length * 3);
        for (int i = 0; i < start.Length; i++)
        {
            if (i > 0)
                text.Append(i % BytesPerLine == 0 ? '\n' : ' ');
            text.Append(CultureInfo.InvariantCulture, $"{start[i]:x2}");
        }

        return text.ToString();
    }
}
