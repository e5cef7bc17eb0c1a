using System.Diagnostics.Metrics;
using CacheKit.Weaving.Tests.Functions;
using Microsoft.Extensions.Logging;

namespace CacheKit.Weaving.Tests;

/// <summary>A hit without a key lookup is reported like any other hit.</summary>
[TestFixture]
internal sealed class HitReportTests : WovenFixture
{
    [Test]
    public void Each_hit_is_counted_once()
    {
        using var listener = new MeterListener();
        int hits = 0;
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "CacheKit" && instrument.Name == "cachekit.requests")
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => hits += IsHit(tags) ? (int)count : 0);
        listener.Start();

        for (int i = 0; i < 5; i++)
            Shapes.Find(7);
        listener.RecordObservableInstruments();
        Assert.That(hits, Is.EqualTo(4));
    }

    private static bool IsHit(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.Contains(new KeyValuePair<string, object?>("cachekit.function", typeof(Shapes).FullName + ".Find"))
        && tags.Contains(new KeyValuePair<string, object?>("cachekit.result", "hit"));

    [Test]
    public void A_logged_hit_has_its_key()
    {
        var logger = new KeyLogger();
        CacheManager.Init(Backend, configure: options => options.LoggerFactory = logger);
        for (int i = 0; i < 5; i++)
            Shapes.Find(7);
        Assert.That(logger.Found, Is.EqualTo(Enumerable.Repeat("::CacheKit.Weaving.Tests.Functions.Shapes.Find(id=7)", 4)));
    }

    private sealed class KeyLogger : ILoggerFactory, ILogger
    {
        private readonly List<string> _messages = [];

        public IEnumerable<string> Found =>
            _messages.Where(message => message.Contains("found", StringComparison.OrdinalIgnoreCase)
                && !message.Contains("not", StringComparison.OrdinalIgnoreCase))
                .Select(message => message[message.IndexOf("::", StringComparison.Ordinal)..].TrimEnd('.', '\''));

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _messages.Add(formatter(state, exception));
    }
}
