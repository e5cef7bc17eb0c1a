using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>The optional power of a backend to log what happens to its connection.</summary>
public interface ILoggingBackend : ICacheBackend
{
    /// <summary>Gives the backend the application's loggers. Called when a cache begins to use it; a later call replaces them.</summary>
    void UseLoggers(ILoggerFactory loggerFactory);
}
