using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CacheKit.Conformance;

/// <summary>Records the warnings of a cache.</summary>
internal sealed class WarningLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _warnings = [];

    public IEnumerable<string> Warnings => _warnings;

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            _warnings.Enqueue(formatter(state, exception));
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) => throw new InvalidOperationException("This log has no providers.");

    public void Dispose()
    {
    }
}
