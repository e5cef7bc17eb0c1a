namespace CacheKit.Core.Tests.Attributes;

[TestFixture]
internal sealed class CacheAttributeTests
{
    private static readonly CacheAttribute[] _predefined =
        [
            new CacheOneMinuteAttribute(), new CacheOneHourAttribute(), new CacheOneDayAttribute(), new CacheOneWeekAttribute(),
            new CacheOneMonthAttribute(), new CacheOneYearAttribute(),
        ];

    [Test]
    public void The_predefined_lifetimes_are_what_they_are_called() =>
        Assert.That(
            _predefined.Select(attribute => TimeSpan.FromSeconds(attribute.Expire).TotalDays * 24 * 60),
            Is.EqualTo(new[] { 1.0, 60, 1440, 10_080, 43_200, 525_600 }));

    [Test]
    public void An_attribute_without_an_expiration_leaves_it_to_the_cache() =>
        Assert.That(new CacheAttribute().Expire, Is.EqualTo(CacheAttribute.DefaultExpire));

    [Test]
    public void The_expiration_is_the_first_argument() => Assert.That(new CacheAttribute(60).Expire, Is.EqualTo(60));

    [Test]
    public void A_user_may_derive_an_attribute_of_ones_own() =>
        Assert.That(new ShortlyAttribute { Namespace = "users", Coder = typeof(JsonCoder), KeyBuilder = typeof(HashedKeyBuilder) }.Expire, Is.EqualTo(5));

    private sealed class ShortlyAttribute() : CacheAttribute(5);
}
