namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>What the handler of a test does, whatever framework it is written for.</summary>
public delegate Task<int> Work(HttpContext context);
