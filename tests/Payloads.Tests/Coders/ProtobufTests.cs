namespace CacheKit.Payloads.Tests.Coders;

[TestFixture]
internal sealed class ProtobufTests() : CoderConformance(new ProtobufCoder());
