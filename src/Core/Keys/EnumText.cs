using System.Globalization;

namespace CacheKit;

// The text of a member of an enum: its name, or the number of a value without one. The framework writes the number with the sign of the current
// culture.
internal static class EnumText
{
    public static string Of(Enum value) => value.ToString("G") is { } text && IsName(text) ? text : NumberOf(value);

    public static bool IsName(ReadOnlySpan<char> text) => text is [var first, ..] && (char.IsLetter(first) || first == '_');

    public static string NumberOf(Enum value) => value.GetTypeCode() == TypeCode.UInt64
        ? Convert.ToUInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
        : Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
}
