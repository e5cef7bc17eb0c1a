using MemoryPack;
using ProtoBuf;

namespace CacheKit.Payloads.Tests.Fakes;

[MemoryPackable]
[ProtoContract(SkipConstructor = true)]
internal sealed partial record Customer([property: ProtoMember(1)] string Name, [property: ProtoMember(2)] long Number);
