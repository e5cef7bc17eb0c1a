using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>One logged message.</summary>
internal sealed record LogEntry(string Category, LogLevel Level, string Message, Exception? Exception)
{
    /// <summary>All that a reader of the log may come to see.</summary>
    public string Text => $"{Message} {Exception}";
}
