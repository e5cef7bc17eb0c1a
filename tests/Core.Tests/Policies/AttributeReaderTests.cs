namespace CacheKit.Core.Tests.Policies;

/// <summary>The settings of attributes, on top of those of their cache.</summary>
[TestFixture]
internal sealed class AttributeReaderTests
{
    [TestCase(double.PositiveInfinity, "Infinity")]
    [TestCase(double.MinValue, "-1.7976931348623157E+308")]
    [TestCase(1e12, "1000000000000")]
    public void A_time_that_is_too_long_is_an_error_with_its_property(double seconds, string written)
    {
        Assert.That(
            () => Read(new CacheAttribute(60) { Grace = seconds }),
            Throws.InvalidOperationException.With.Message.StartsWith($"[Cache] has a Grace of {written} seconds."));
        Assert.That(
            () => Read(new CacheAttribute(60) { Lease = seconds }),
            Throws.InvalidOperationException.With.Message.StartsWith($"[Cache] has a Lease of {written} seconds."));
    }

    private static EffectivePolicy Read(CacheAttribute attribute)
    {
        var defaults = new EffectivePolicy(Expiration: null, "", new JsonCoder(), new DefaultKeyBuilder(), EntryPolicy.Default, []);
        return new AttributeReader(defaults, new CachePolicies(), new TypeActivator(services: null)).Read([attribute]);
    }
}
