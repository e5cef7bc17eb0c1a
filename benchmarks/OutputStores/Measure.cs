namespace CacheKit.Benchmarks;

// What one request took: microseconds, bytes that the client allocated, and commands that the server executed.
internal readonly record struct Measure(double Time, double Bytes, double Commands);
