using CacheKit.Payloads.Tests.Fakes;
using PolyType;

namespace CacheKit.Payloads.Tests.Coders;

/// <summary>MessagePack with generated shapes, as native AOT needs them.</summary>
[TestFixture]
internal sealed partial class MessagePackShapesTests() : CoderConformance(new MessagePackCoder(Shapes.GeneratedTypeShapeProvider))
{
    [Test]
    public void A_type_without_a_shape_is_named_with_what_to_do() =>
        Assert.That(() => RoundTrip(new Unknown(1)), Throws.InstanceOf<NotSupportedException>().With.Message.Contains("[GenerateShapeFor<Unknown>]"));

    [GenerateShapeFor<int>]
    [GenerateShapeFor<string>]
    [GenerateShapeFor<Order>]
    [GenerateShapeFor<Order[]>]
    [GenerateShapeFor<List<Order>>]
    [GenerateShapeFor<Dictionary<int, Order>>]
    private sealed partial class Shapes;

    private sealed record Unknown(int Id);
}
