using System.ComponentModel;
using System.Globalization;

namespace CacheKit.Weaving;

/// <summary>Formats arguments for tags, and evicts the tags that they make.</summary>
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
        Enum member => EnumText.Of(member),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    /// <summary>Evicts a tag. An empty one, which arguments without a text make, belongs to no entry.</summary>
    public static ValueTask<bool> EvictAsync(ICache cache, string tag, EvictionMode mode)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return string.IsNullOrEmpty(tag) ? new(true) : cache.EvictAsync(tag, mode);
    }
}
