using System.Text;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Inspection;

/// <summary>An entry is read as it is stored, with its metadata and the states of its tags.</summary>
[TestFixture(StoreKind.Memory)]
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Server)]
internal sealed class ReadingTests(StoreKind kind) : CacheFixture(kind, hasTimeout: false)
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private CacheInspector Inspector => new("default", Cache);

    [Test]
    public async Task An_absent_entry_is_null() => Assert.That(await ReadAsync("absent"), Is.Null);

    [Test]
    public async Task An_entry_has_its_time_to_live_its_size_and_its_level()
    {
        await Cache.SetAsync("key", "value", new CacheEntryOptions { Namespace = "a:b", Expiration = _hour });
        Clock.Advance(_hour / 4);

        InspectedEntry entry = (await Inspector.ReadAsync("app:a%3Ab:key", CancellationToken.None))!;

        Assert.That((entry.Kind, entry.Namespace, entry.Name), Is.EqualTo((KeyKind.Entry, "a:b", "key")));
        Assert.That(entry.TimeToLive, Is.EqualTo(_hour * 3 / 4));
        Assert.That(entry.Size, Is.Positive);
        Assert.That((entry.Level, entry.HasCopy), Is.EqualTo((Kind == StoreKind.Memory ? "l1" : "l2", false)));
    }

    [Test]
    public async Task A_value_in_memory_is_the_object_and_a_payload_elsewhere_the_bytes()
    {
        await Cache.SetAsync("key", "value", new CacheEntryOptions { Tags = ["tag"] });

        InspectedEntry entry = (await ReadAsync("key"))!;

        Assert.That((entry.Value, entry.Type), Is.EqualTo(Kind == StoreKind.Memory ? ("value", typeof(string)) : (null, (Type?)null)));
        Assert.That(entry.Payload is { } payload ? Encoding.UTF8.GetString(payload.Span) : null, Is.EqualTo(Kind == StoreKind.Memory ? null : "\"value\""));
    }

    [Test]
    public async Task The_states_of_tags_are_those_for_the_entry()
    {
        await Cache.SetAsync("key", "value", new CacheEntryOptions { Tags = ["kept", "softly", "evicted"], Stale = new StaleOptions { Grace = _hour } });
        await Inspector.EvictAsync("softly", EvictionMode.Soft);
        await Inspector.EvictAsync("evicted", EvictionMode.Immediate);

        InspectedEntry? entry = await ReadAsync("key");

        // Memory drops evicted entries in the background.
        if (entry is null && Kind == StoreKind.Memory)
            return;
        Assert.That(entry!.Tags.Select(tag => (tag.Name, tag.State)), Is.EqualTo(new[]
        {
            ("kept", TagState.Current), ("softly", Kind == StoreKind.Remote ? TagState.Evicted : TagState.SoftlyEvicted), ("evicted", TagState.Evicted),
        }));
    }

    [Test]
    public async Task An_entry_with_a_lifetime_has_its_times_and_its_validator()
    {
        DateTimeOffset start = Clock.GetUtcNow();
        var options = new CacheEntryOptions { Expiration = _hour, Stale = new StaleOptions { Grace = _hour } };
        await Cache.GetOrCreateAsync("key", _ =>
        {
            CacheContext.Current!.Validator = "version 1";
            return ValueTask.FromResult("value");
        }, options);
        Clock.Advance(TimeSpan.FromMinutes(1));

        InspectedEntry entry = (await ReadAsync("key"))!;

        Assert.That(entry.Created, Is.EqualTo(Milliseconds(start)));
        Assert.That(entry.FreshUntil, Is.EqualTo(Milliseconds(start + _hour)));
        Assert.That(entry.Validator, Is.EqualTo("version 1"));
        Assert.That(entry.TimeToLive, Is.EqualTo((2 * _hour) - TimeSpan.FromMinutes(1)).Within(TimeSpan.FromMilliseconds(1)));
    }

    [Test]
    public async Task An_entry_with_damaged_metadata_is_corrupt()
    {
        await Backend.SetAsync("app::key", new byte[] { 0xFF, (byte)'k', (byte)'e', (byte)'y', 0xFF }, timeToLive: null);
        Assert.That((await ReadAsync("key"))!.IsCorrupt, Is.True);
    }

    [Test]
    public async Task Reading_counts_as_no_read_of_the_cache()
    {
        await Cache.SetAsync("key", "value");
        int before = Loggers.Entries.Count(entry => entry.Message.Contains("key", StringComparison.OrdinalIgnoreCase));
        await ReadAsync("key");
        await ReadAsync("absent");
        Assert.That(Loggers.Entries.Count(entry => entry.Message.Contains("key", StringComparison.OrdinalIgnoreCase)), Is.EqualTo(before));
    }

    private ValueTask<InspectedEntry?> ReadAsync(string name) => Inspector.ReadAsync($"app::{name}", CancellationToken.None);

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
