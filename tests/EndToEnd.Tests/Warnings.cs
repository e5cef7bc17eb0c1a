using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CacheKit.EndToEnd.Tests;

/// <summary>Keeps what CacheKit logs as a warning or worse.</summary>
internal sealed class Warnings : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _messages = [];

    public IReadOnlyCollection<string> Messages => _messages;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(Warnings warnings, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && category.StartsWith("CacheKit", StringComparison.Ordinal);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                warnings._messages.Enqueue($"{category}: {formatter(state, exception)}");
        }
    }
}
