namespace CacheKit.Processes.Tests;

/// <summary>From a time on, a version of a row or a newer one: everywhere, or in one node.</summary>
internal sealed record Promise(int Row, long Version, long At, string? Node);
