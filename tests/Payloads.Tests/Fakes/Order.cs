using MemoryPack;
using ProtoBuf;

namespace CacheKit.Payloads.Tests.Fakes;

/// <summary>A record that each format can encode.</summary>
[MemoryPackable]
[ProtoContract(SkipConstructor = true)]
internal sealed partial record Order(
    [property: ProtoMember(1)] int Id,
    [property: ProtoMember(2)] decimal Total,
    [property: ProtoMember(3)] DateTime Placed,
    [property: ProtoMember(4)] OrderState State,
    [property: ProtoMember(5)] string? Note,
    [property: ProtoMember(6)] Customer? Customer,
    [property: ProtoMember(7)] List<string> Items)
{
    public static Order Example(int id) => new(
        id, 12.50m, new DateTime(2026, 11, 29, 12, 0, 0, DateTimeKind.Utc), OrderState.Paid, "größe", new Customer("a reader", 7), ["one", "two"]);

    public bool Equals(Order? other) =>
        other is not null && (Id, Total, Placed, State, Note, Customer) == (other.Id, other.Total, other.Placed, other.State, other.Note, other.Customer)
        && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Id;
}
