namespace CacheKit.Benchmarks;

/// <summary>One operation of CacheKit beside the bare client, as ratios, so that less is better.</summary>
/// <param name="Time">Of the time for each.</param>
/// <param name="Processor">Of the processor time of this process.</param>
/// <param name="Bytes">The bytes that CacheKit allocates for each: no ratio.</param>
/// <param name="Allocations">Of the bytes that are allocated for each.</param>
internal readonly record struct Comparison(double Time, double Processor, double Bytes, double Allocations);
