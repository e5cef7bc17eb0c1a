using System.Globalization;

namespace CacheKit.Conformance;

/// <summary>Tests of <see cref="IListingBackend"/>, if the backend has this capability: it lists its keys.</summary>
public abstract class ListingConformance : NotifyingConformance
{
    [Test]
    public async Task List_gives_the_keys_with_the_prefix_and_no_others()
    {
        await WriteAsync(Key("user:1"), "1");
        await WriteAsync(Key("user:2"), "2", TimeSpan.FromHours(1));
        await WriteAsync(Key("users:1"), "other");
        await WriteAsync(Key("User:1"), "other");

        Assert.That(await KeysAsync(Key("user:")), Is.EquivalentTo(new[] { Key("user:1"), Key("user:2") }));
    }

    [Test]
    public async Task List_gives_the_time_to_live_and_the_size()
    {
        await WriteAsync(Key("a"), "payload", TimeSpan.FromHours(1));
        await Backend.SetAsync(Key("b"), RandomBytes(10_000), timeToLive: null);

        StoredKey[] keys = [.. (await ListAsync(Prefix)).OrderBy(key => key.Key, StringComparer.Ordinal)];

        Assert.That(keys, Has.Length.EqualTo(2));
        Assert.That(keys[0].TimeToLive, Is.InRange(TimeSpan.FromMinutes(50), TimeSpan.FromHours(1)));
        Assert.That(keys[0].Size, Is.GreaterThanOrEqualTo("payload".Length));
        Assert.That(keys[1].TimeToLive, Is.Null);
        Assert.That(keys[1].Size, Is.GreaterThanOrEqualTo(10_000));
    }

    [TestCase("a*", "ab")]
    [TestCase("a?", "ab")]
    [TestCase("a[b]", "ab")]
    [TestCase(@"a\", "a")]
    public async Task List_takes_the_prefix_literally(string prefix, string lookalike)
    {
        await WriteAsync(Key(prefix) + ":1", "meant");
        await WriteAsync(Key(lookalike) + ":1", "not meant");
        Assert.That(await KeysAsync(Key(prefix)), Is.EqualTo(new[] { Key(prefix) + ":1" }));
    }

    [TestCaseSource(typeof(OddKeys), nameof(OddKeys.Families))]
    public async Task Odd_keys_are_listed_as_they_are(string[] names)
    {
        PassUnlessOddKeysAreTested();
        foreach (string name in names)
            await WriteAsync(Key(name), "payload");

        Assert.That(await KeysAsync(Prefix), Is.EquivalentTo(names.Select(Key)));
    }

    [Test]
    public async Task List_gives_each_of_more_keys_than_a_store_lists_at_once()
    {
        string[] keys = [.. Enumerable.Range(0, ManyKeys).Select(number => Key("many:" + number.ToString(CultureInfo.InvariantCulture)))];
        await Task.WhenAll(keys.Select(key => WriteAsync(key, "payload").AsTask()));
        Assert.That(await KeysAsync(Key("many:")), Is.EquivalentTo(keys));
    }

    [Test]
    public async Task List_leaves_out_what_was_removed_cleared_or_has_expired()
    {
        CapabilityOrPass<IListingBackend>();
        TimeSpan life = TimeSpan.FromMilliseconds(300);
        await WriteAsync(Key("removed"), "payload");
        await WriteAsync(Key("cleared:1"), "payload");
        await WriteAsync(Key("expired"), "payload", life);
        await WriteAsync(Key("left"), "payload");
        await Backend.RemoveAsync(Key("removed"));
        await Backend.ClearAsync(Key("cleared:"));
        await OutliveAsync(Key("expired"), life);

        Assert.That(await KeysAsync(Prefix), Is.EqualTo(new[] { Key("left") }));
    }

    [Test]
    public async Task List_of_an_absent_prefix_gives_nothing() =>
        Assert.That(await KeysAsync(Key("absent:")), Is.Empty);

    [Test]
    public async Task A_listing_can_be_left_before_its_end()
    {
        await WriteAsync(Key("1"), "payload");
        await WriteAsync(Key("2"), "payload");
        await foreach (StoredKey _ in CapabilityOrPass<IListingBackend>().ListAsync(Prefix))
            break;

        Assert.That(await KeysAsync(Prefix), Has.Length.EqualTo(2));
    }

    [Test]
    public void A_cancelled_listing_throws()
    {
        IListingBackend listing = CapabilityOrPass<IListingBackend>();
        Assert.That(
            async () =>
            {
                await foreach (StoredKey _ in listing.ListAsync(Prefix, new CancellationToken(canceled: true)))
                {
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
    }

    private async Task<string[]> KeysAsync(string prefix) => [.. (await ListAsync(prefix)).Select(key => key.Key).Distinct()];

    private async Task<List<StoredKey>> ListAsync(string prefix)
    {
        var keys = new List<StoredKey>();
        await foreach (StoredKey key in CapabilityOrPass<IListingBackend>().ListAsync(prefix))
            keys.Add(key);
        return keys;
    }
}
