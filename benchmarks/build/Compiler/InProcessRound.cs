namespace CacheKit.Benchmarks;

// Milliseconds of one round.
internal sealed record InProcessRound(double Emit, double First, double Again, double Edited, double Analyzers, double Woven);
