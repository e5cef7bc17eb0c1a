using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace CacheKit.Weaving;

/// <summary>Formats arguments for tags, and evicts the tags that they make.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TagText
{
    /// <summary>
    /// Returns the text of an argument: a string unchanged, an empty string for null, collections as in a key, and other values in the
    /// invariant culture.
    /// </summary>
    /// <exception cref="ArgumentException">The argument is a collection without a stable text form.</exception>
    public static string Of<T>(T value) => value switch
    {
        string text => text,
        ICacheKey key => key.CacheKey,
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        Enum member => EnumText.Of(member),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        null => "",
        bool or Uri => value.ToString()!,
        IEnumerable => ValueText.Append(new StringBuilder(), "tag", value, value.GetType()).ToString(),
        _ => InvariantText(value),
    };

    // Tuples and records format their members in the current culture.
    private static string InvariantText(object value)
    {
        CultureInfo current = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return value.ToString() ?? "";
        }
        finally
        {
            CultureInfo.CurrentCulture = current;
        }
    }

    /// <summary>Evicts a tag. An empty one, which arguments without a text make, belongs to no entry.</summary>
    public static ValueTask<bool> EvictAsync(ICache cache, string tag, EvictionMode mode)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return string.IsNullOrEmpty(tag) ? new(true) : cache.EvictAsync(tag, mode);
    }
}
