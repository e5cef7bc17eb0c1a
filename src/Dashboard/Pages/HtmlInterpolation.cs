using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace CacheKit;

// Builds markup from an interpolated string: its literal parts are markup, and its values are text.
[InterpolatedStringHandler]
internal readonly struct HtmlInterpolation
{
    private static readonly HtmlEncoder _encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder? _markup;

    public HtmlInterpolation(int literalLength, int formattedCount) => _markup = new StringBuilder(literalLength + (16 * formattedCount));

    public HtmlInterpolation(int literalLength, int formattedCount, bool condition, out bool isWanted)
    {
        isWanted = condition;
        _markup = condition ? new StringBuilder(literalLength + (16 * formattedCount)) : null;
    }

    public void AppendLiteral(string markup) => _markup!.Append(markup);

    public void AppendFormatted(Html markup) => _markup!.Append(markup.ToString());

    public void AppendFormatted(string? text)
    {
        if (text is not null)
            _markup!.Append(_encoder.Encode(text));
    }

    public void AppendFormatted<T>(T value)
        where T : ISpanFormattable => AppendFormatted(value.ToString(null, CultureInfo.InvariantCulture));

    public override string ToString() => _markup?.ToString() ?? "";
}
