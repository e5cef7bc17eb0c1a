using System.Globalization;

namespace CacheKit.Node;

/// <summary>What the entry of a row is called: its key, and its tag.</summary>
public static class RowName
{
    public static string Of(int row) => string.Create(CultureInfo.InvariantCulture, $"row-{row}");
}
