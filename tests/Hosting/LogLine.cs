using Microsoft.Extensions.Logging;

namespace CacheKit.Hosting;

internal sealed record LogLine(string Category, LogLevel Level, string Message, Exception? Exception);
