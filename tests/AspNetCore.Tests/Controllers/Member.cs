namespace CacheKit.AspNetCore.Tests.Controllers;

/// <summary>The body of a request.</summary>
public sealed record Member(int Id, string? Name);
