namespace CacheKit.Payloads.Tests.Coders;

[TestFixture]
internal sealed class MessagePackTests() : CoderConformance(new MessagePackCoder());
