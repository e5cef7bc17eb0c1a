using System.Globalization;

namespace CacheKit.Node;

/// <summary>
/// The entry of a row. Each row has its own key, most rows have a tag, and each belongs to one of a few namespaces; their cache options
/// differ.
/// </summary>
public static class RowEntry
{
    /// <summary>The number of namespaces. A row's namespace is its number modulo this.</summary>
    public const int Namespaces = 4;

    private const int Kinds = 5;

    private static readonly TimeSpan _long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _short = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(2);

    public static TimeSpan ExpirationOf(int row) => KindOf(row) is 1 or 2 ? _short : _long;

    public static bool HasTag(int row) => KindOf(row) != 4;

    /// <summary>The grace after expiration or a soft eviction.</summary>
    public static TimeSpan GraceOf(int row) => KindOf(row) == 2 ? _long : TimeSpan.Zero;

    /// <summary>Creates a command for the entry's key, tag or namespace.</summary>
    public static NodeCommand Command(NodeOperation operation, int row) => new(operation)
    {
        Key = NameOf(row),
        Namespace = string.Create(CultureInfo.InvariantCulture, $"namespace-{row % Namespaces}"),
        Tags = HasTag(row) ? [NameOf(row)] : [],
        Row = row,
        Expiration = ExpirationOf(row),
        Grace = GraceOf(row),
        Lease = KindOf(row) == 3 ? _lease : null,
    };

    private static string NameOf(int row) => string.Create(CultureInfo.InvariantCulture, $"row-{row}");

    private static int KindOf(int row) => row / Namespaces % Kinds;
}
