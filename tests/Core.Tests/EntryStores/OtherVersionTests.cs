namespace CacheKit.Core.Tests.EntryStores;

/// <summary>The version with the smaller fingerprint pauses when an entry of the other reappears after it has overwritten it.</summary>
[TestFixture]
internal sealed class OtherVersionTests
{
    private static readonly DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    private readonly OtherVersion _version = new();

    [Test]
    public void A_key_without_an_entry_of_another_version_is_always_written()
    {
        Yield();
        Assert.That((_version.MayOverwrite("unknown", _now), _version.MayOverwrite("unknown", _now)), Is.EqualTo((true, true)));
    }

    [Test]
    public void Only_the_smaller_version_yields_and_only_for_a_key_that_it_has_overwritten()
    {
        _version.RecordFound("key", isSmaller: true, _now);
        Assert.That(_version.MayOverwrite("key", _now), Is.True);
        Assert.That(_version.RecordFound("other", isSmaller: true, _now), Is.False);
        Assert.That(_version.MayOverwrite("other", _now), Is.True);
        Assert.That(_version.RecordFound("key", isSmaller: false, _now), Is.False);
        Assert.That(_version.MayOverwrite("key", _now), Is.True);
        Assert.That(_version.RecordFound("key", isSmaller: true, _now), Is.True);
        Assert.That(_version.MayOverwrite("key", _now), Is.False);
    }

    [Test]
    public void A_pause_lasts_a_minute_for_all_keys_and_the_first_one_is_told()
    {
        Assert.That(Yield(), Is.True);
        DateTimeOffset last = _now + OtherVersion.Pause - new TimeSpan(1);
        _version.RecordFound("other", isSmaller: true, last);
        Assert.That(_version.MayOverwrite("other", last), Is.False);
        _version.RecordFound("other", isSmaller: true, last);
        Assert.That(_version.MayOverwrite("other", _now + OtherVersion.Pause), Is.True);
        Assert.That(_version.RecordFound("other", isSmaller: true, _now + OtherVersion.Pause), Is.False, "It is not the first pause.");
        Assert.That(_version.MayOverwrite("other", _now + OtherVersion.Pause), Is.False);
    }

    [TestCase(9_998, true)]
    [TestCase(9_999, false)]
    public void Of_too_many_overwritten_keys_all_are_forgotten(int others, bool isKnown)
    {
        Overwrite("key");
        for (int i = 0; i < others + 1; i++)
            Overwrite($"{i}");
        Assert.That(_version.RecordFound("key", isSmaller: true, _now), Is.EqualTo(isKnown));
    }

    private bool Yield()
    {
        Overwrite("key");
        bool isFirst = _version.RecordFound("key", isSmaller: true, _now);
        _version.MayOverwrite("key", _now);
        return isFirst;
    }

    private void Overwrite(string key)
    {
        _version.RecordFound(key, isSmaller: false, _now);
        _version.MayOverwrite(key, _now);
    }
}
