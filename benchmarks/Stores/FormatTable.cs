using System.Globalization;
using System.Text;

namespace CacheKit.Benchmarks;

// The formats on a store, small and large values apart, those whose time is the worst first. The table is also appended to the file that
// CACHEKIT_TABLES names, which run.sh puts into its results.
internal sealed class FormatTable
{
    private static readonly string? _file = Environment.GetEnvironmentVariable("CACHEKIT_TABLES");

    private readonly List<FormatRow> _rows = [];

    public void Add(FormatRow row)
    {
        _rows.Add(row);
        if (row.Stored is { } stored)
            Ratios.Add($"bytes in the store, {row.Orders} orders, {row.Format}, {row.Store}", "", (double)stored / row.Bare, "the bare libraries");
    }

    // The rows that were added since the last call.
    public void Write()
    {
        var text = new StringBuilder();
        foreach (IGrouping<(string Store, int Orders), FormatRow> group in _rows.GroupBy(row => (row.Store, row.Orders)))
        {
            text.AppendLine();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {group.Key.Store}: {group.Key.Orders} orders | bytes in the store | bare | GET: time | allocations | bytes " +
                    $"| SET: time | allocations | bytes |");
            text.AppendLine("|---|---|---|---|---|---|---|---|---|");
            foreach (FormatRow row in group.OrderByDescending(row => row.Worst))
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {row.Format} | {row.Stored:N0} | {row.Bare:N0} | {Of(row.Get)} | {Of(row.Set)} |");
            }
        }

        _rows.Clear();
        Console.Write(text);
        if (_file is not null)
            File.AppendAllText(_file, text.ToString());
    }

    private static string Of(Comparison call) =>
        string.Create(CultureInfo.InvariantCulture, $"{call.Time:F2} | {call.Allocations:F2} | {call.Bytes:N0}");
}
