using System.Diagnostics.Metrics;
using System.Text.Json;
using CacheKit.OpenTelemetry.Tests.Fakes;

namespace CacheKit.OpenTelemetry.Tests;

/// <summary>The page and the dashboard about metrics name each instrument, and no other.</summary>
[TestFixture]
internal sealed class DocumentationTests : CacheTests
{
    private static readonly string _docs = Path.Combine(Root(), "docs");

    [Test]
    public void The_page_has_each_instrument_with_its_kind_and_its_unit()
    {
        IEnumerable<string> rows = File.ReadLines(Path.Combine(_docs, "observability.md"))
            .SkipWhile(line => !line.StartsWith("| Instrument |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.Length > 0);
        Assert.That(rows.Select(row => string.Join(" | ", row.Split('|', StringSplitOptions.TrimEntries)[1..4])), Is.EquivalentTo(
            Instruments().Select(instrument => $"`{instrument.Name}` | {KindOf(instrument)} | `{instrument.Unit}`")));
    }

    [Test]
    public void The_dashboard_shows_each_instrument_and_no_other()
    {
        string text = File.ReadAllText(Path.Combine(_docs, "grafana-dashboard.json"));
        using JsonDocument dashboard = JsonDocument.Parse(text);
        string[] queries = [.. QueriesOf(dashboard.RootElement)];
        Assert.That(queries, Is.Not.Empty);
        Assert.That(Instruments().Select(PrometheusName).Where(name => !queries.Any(query => query.Contains(name, StringComparison.Ordinal))), Is.Empty);
        Assert.That(
            queries.SelectMany(query => query.Split(' ', '(', ')', '{', '[', ',', '"')).Where(word => word.StartsWith("cachekit_", StringComparison.Ordinal) && word.Count('_') > 1)
                .Where(word => !Instruments().Any(instrument => word.StartsWith(PrometheusName(instrument), StringComparison.Ordinal))),
            Is.Empty);
    }

    // The instruments exist once a cache does.
    private List<Instrument> Instruments()
    {
        InMemory();
        var found = new List<Instrument>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == "CacheKit")
                found.Add(instrument);
        };
        listener.Start();
        return found;
    }

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" or "ObservableCounter" => "counter",
        "Histogram" => "histogram",
        _ => "up-down counter",
    };

    // As OpenTelemetry's exporter for Prometheus names it.
    private static string PrometheusName(Instrument instrument)
    {
        string name = instrument.Name.Replace('.', '_') + instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return KindOf(instrument) switch
        {
            "counter" => name + "_total",
            "histogram" => name + "_bucket",
            _ => name,
        };
    }

    private static IEnumerable<string> QueriesOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property is { Name: "expr", Value.ValueKind: JsonValueKind.String } ? [property.Value.GetString()!] : QueriesOf(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(QueriesOf),
        _ => [],
    };

    private static string Root()
    {
        string? folder = TestContext.CurrentContext.TestDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CacheKit.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
