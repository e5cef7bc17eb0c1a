using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CacheKit.EndToEnd.Tests;

/// <summary>Records CacheKit's log messages of level Warning and above.</summary>
internal sealed class Warnings : ILoggerProvider
{
    // The id of the message for the end of an outage.
    private const int StoreRecovered = 7;

    private readonly ConcurrentQueue<string> _messages = [];
    private int _recoveries;

    public IReadOnlyCollection<string> Messages => _messages;

    /// <summary>The number of outages that have ended.</summary>
    public int Recoveries => Volatile.Read(ref _recoveries);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(Warnings warnings, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information && category.StartsWith("CacheKit", StringComparison.Ordinal);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;

            if (eventId.Id == StoreRecovered)
                Interlocked.Increment(ref warnings._recoveries);
            if (logLevel >= LogLevel.Warning)
                warnings._messages.Enqueue($"{category}: {formatter(state, exception)}");
        }
    }
}
