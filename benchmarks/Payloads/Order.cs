using MemoryPack;
using ProtoBuf;

namespace CacheKit.Benchmarks;

[MemoryPackable]
[ProtoContract(SkipConstructor = true)]
internal sealed partial record Order(
    [property: ProtoMember(1)] int Id,
    [property: ProtoMember(2)] string Customer,
    [property: ProtoMember(3)] string Address,
    [property: ProtoMember(4)] decimal Total,
    [property: ProtoMember(5)] DateTime Placed,
    [property: ProtoMember(6)] string[] Items)
{
    // Of about 200 bytes as JSON.
    public static List<Order> Some(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(id => new Order(
            id,
            $"Customer {random.Next(5_000)}",
            $"{random.Next(1, 200)} Main Street, Springfield",
            Math.Round((decimal)random.NextDouble() * 1_000, 2),
            DateTime.UnixEpoch.AddSeconds(random.Next()),
            [.. Enumerable.Range(0, 3).Select(_ => $"item-{random.Next(10_000)}")]))];
    }
}
