using System.ComponentModel;
using System.Globalization;

namespace CacheKit.Weaving;

/// <summary>Formats arguments for tags.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TagText
{
    /// <summary>
    /// Returns the text of an argument: a string unchanged, an empty string for null, and other values in the invariant culture.
    /// </summary>
    public static string Of<T>(T value) => value switch
    {
        string text => text,
        ICacheKey key => key.CacheKey,
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
