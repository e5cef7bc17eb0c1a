using System.ComponentModel;
using System.Globalization;

namespace CacheKit.Weaving;

/// <summary>An argument as it stands in a tag.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TagText
{
    /// <summary>The text of an argument: a string as it is, nothing for null, and what else there is as the invariant culture writes it.</summary>
    public static string Of<T>(T value) => value switch
    {
        string text => text,
        ICacheKey key => key.CacheKey,
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
