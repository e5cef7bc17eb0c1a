namespace CacheKit.Benchmarks;

/// <summary>What an endpoint answers.</summary>
internal sealed record Item(int Id, string Name);
