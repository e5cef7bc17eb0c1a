using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CacheKit.Hosting;

/// <summary>Records all log messages.</summary>
internal sealed class RecordingLog : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyCollection<LogLine> Lines => [.. _lines];

    /// <summary>The log messages of CacheKit.</summary>
    public IEnumerable<LogLine> OfCacheKit => _lines.Where(line => line.Category == "CacheKit");

    public ILogger CreateLogger(string categoryName) => new RecordingLogger(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class RecordingLogger(string category, ConcurrentQueue<LogLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new LogLine(category, logLevel, formatter(state, exception), exception));
    }
}
