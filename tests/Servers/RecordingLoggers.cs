using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CacheKit.Servers;

/// <summary>Records the log of a backend.</summary>
public sealed class RecordingLoggers : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Message, Exception? Exception)> _lines = [];

    public IEnumerable<(LogLevel Level, string Message, Exception? Exception)> Lines => _lines;

    public int Count(string text) => _lines.Count(line => line.Message.Contains(text, StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception), exception));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) => throw new InvalidOperationException("These loggers have no providers.");

    public void Dispose()
    {
    }
}
