namespace CacheKit.Benchmarks;

// What is measured: how it reads the value of a call, and how it stores a value that nobody reads.
internal sealed record Subject(string Name, ReadCall Read, Action<int> Write);
