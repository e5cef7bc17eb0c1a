namespace CacheKit.Payloads.Tests.Coders;

[TestFixture]
internal sealed class MemoryPackTests() : CoderConformance(new MemoryPackCoder());
