namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>The work of a test's handler, in any framework.</summary>
public delegate Task<int> Work(HttpContext context);
