using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>The optional capability of a backend to log events of its connection.</summary>
public interface ILoggingBackend : ICacheBackend
{
    /// <summary>Sets the application's loggers. A cache calls it before it uses the backend; a later call replaces them.</summary>
    void UseLoggers(ILoggerFactory loggerFactory);
}
