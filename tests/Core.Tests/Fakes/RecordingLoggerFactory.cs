using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>Loggers that keep what is logged at a level or above, but for the line that describes the store.</summary>
internal sealed class RecordingLoggerFactory(LogLevel level = LogLevel.Trace) : ILoggerFactory
{
    private readonly ConcurrentQueue<LogEntry> _entries = [];
    private readonly LogLevel _level = level;

    public IEnumerable<LogEntry> Entries => _entries;

    public IEnumerable<string> At(LogLevel wanted) => _entries.Where(entry => entry.Level == wanted).Select(entry => entry.Message);

    public string? Description { get; private set; }

    public ILogger CreateLogger(string categoryName) => new Recorder(this, categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new InvalidOperationException("These loggers have no providers.");

    public void Dispose()
    {
    }

    private sealed class Recorder(RecordingLoggerFactory factory, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= factory._level;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == nameof(CacheKit.Log.StoreDescribed))
                factory.Description = formatter(state, exception);
            else if (IsEnabled(logLevel))
                factory._entries.Enqueue(new LogEntry(category, logLevel, formatter(state, exception), exception));
        }
    }
}
