namespace CacheKit.Benchmarks;

// Reads the value of a call.
internal delegate Item ReadCall(in Call call);
