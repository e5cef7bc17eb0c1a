namespace CacheKit.Core.Tests;

[TestFixture]
internal sealed class CallOptionsTests
{
    private static readonly CacheOptions _minute = new() { Expiration = TimeSpan.FromMinutes(1) };

    private readonly CallOptions _options = new(new KeySpace("app"), new CacheFigures("test"), _minute);

    [Test]
    public void The_settings_of_an_options_object_are_resolved_once()
    {
        var tagged = new CacheEntryOptions { Tags = ["items"] };
        EntrySettings first = SettingsOf(tagged);
        Assert.That(SettingsOf(tagged), Is.SameAs(first));
    }

    [Test]
    public void The_settings_of_an_options_object_follow_a_change_of_the_defaults()
    {
        var tagged = new CacheEntryOptions { Tags = ["items"] };
        TimeSpan? before = SettingsOf(tagged).Expiration;
        _options.Change(new CacheOptions { Expiration = TimeSpan.FromHours(1) });
        Assert.That((before, SettingsOf(tagged).Expiration), Is.EqualTo((_minute.Expiration, (TimeSpan?)TimeSpan.FromHours(1))));
    }

    [Test]
    public void Each_of_many_options_objects_has_its_own_settings()
    {
        CacheEntryOptions[] many = [.. Enumerable.Range(1, 100).Select(seconds => new CacheEntryOptions { Expiration = TimeSpan.FromSeconds(seconds) })];
        Assert.That(many.Concat(many).Select(one => SettingsOf(one).Expiration), Is.EqualTo(many.Concat(many).Select(one => one.Expiration)));
    }

    private EntrySettings SettingsOf(CacheEntryOptions options) => _options.SettingsOf(options, _options.Policies.Current);
}
