namespace CacheKit.Benchmarks;

// The times of one round in milliseconds.
internal sealed record InProcessRound(double Emit, double First, double Again, double Edited, double Analyzers, double Woven);
