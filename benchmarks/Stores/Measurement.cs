namespace CacheKit.Benchmarks;

/// <summary>What the operations of one slot took in this process; the server is another one.</summary>
/// <param name="Rate">Operations a second.</param>
/// <param name="Processor">Microseconds of processor time for each.</param>
/// <param name="Bytes">Bytes allocated for each.</param>
internal readonly record struct Measurement(double Rate, double Processor, double Bytes);
