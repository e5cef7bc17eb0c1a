namespace CacheKit.AspNetCore.Tests.Controllers;

public sealed record Number(int Id, int Run, string? Trace = null);
