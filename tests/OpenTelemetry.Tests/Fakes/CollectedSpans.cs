using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace CacheKit.OpenTelemetry.Tests.Fakes;

/// <summary>What OpenTelemetry exports of the spans of CacheKit and of a test's own.</summary>
internal sealed class CollectedSpans : IDisposable
{
    private static readonly ActivitySource _tests = new("tests");

    private readonly List<Activity> _exported = [];
    private readonly TracerProvider _provider;

    public CollectedSpans(Action<CacheKitTracingOptions>? configure = null) =>
        _provider = Sdk.CreateTracerProviderBuilder().AddCacheKitInstrumentation(configure).AddSource("tests").AddInMemoryExporter(_exported).Build();

    public IReadOnlyList<Activity> All
    {
        get
        {
            lock (_exported)
                return [.. _exported];
        }
    }

    /// <summary>Starts a span like that of a request.</summary>
    public static Activity Request() => _tests.StartActivity("request")!;

    public IReadOnlyList<Activity> Named(string name) => [.. All.Where(span => span.DisplayName == name)];

    public void Dispose() => _provider.Dispose();
}
