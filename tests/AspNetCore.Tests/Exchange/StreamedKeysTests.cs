namespace CacheKit.AspNetCore.Tests.Exchange;

/// <summary>The keys whose responses were streamed.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StreamedKeysTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly StreamedKeys _keys = new();

    [Test]
    public void A_key_is_remembered_for_less_than_a_minute()
    {
        _keys.Add("key", _now);
        Assert.That((_keys.Contains("key", _now), _keys.Contains("other", _now)), Is.EqualTo((true, false)));
        Assert.That(_keys.Contains("key", _now.AddMinutes(1).AddTicks(-1)), Is.True);
        Assert.That(_keys.Contains("key", _now.AddMinutes(1)), Is.False);
    }

    [Test]
    public void A_key_that_was_forgotten_is_free_again()
    {
        _keys.Add("key", _now);
        _keys.Contains("key", _now.AddMinutes(1));
        Assert.That(_keys.Contains("key", _now), Is.False);
    }

    [Test]
    public void A_key_that_streams_again_is_remembered_from_then_on()
    {
        _keys.Add("key", _now);
        _keys.Add("key", _now.AddSeconds(30));
        Assert.That(_keys.Contains("key", _now.AddSeconds(89)), Is.True);
    }

    [TestCase(9_999, true)]
    [TestCase(10_000, false)]
    public void Ten_thousand_keys_are_remembered_at_most(int others, bool isRemembered)
    {
        _keys.Add("first", _now);
        for (int i = 0; i < others; i++)
            _keys.Add($"{i}", _now);
        Assert.That((_keys.Contains("first", _now), _keys.Contains($"{others - 1}", _now)), Is.EqualTo((isRemembered, true)));
    }
}
