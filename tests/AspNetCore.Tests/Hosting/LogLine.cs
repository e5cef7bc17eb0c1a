using Microsoft.Extensions.Logging;

namespace CacheKit.AspNetCore.Tests.Hosting;

internal sealed record LogLine(string Category, LogLevel Level, string Message, Exception? Exception);
