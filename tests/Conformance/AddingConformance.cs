using System.Text;

namespace CacheKit.Conformance;

/// <summary>
/// Tests of <see cref="IConditionalBackend"/>, if the backend has this capability: of several concurrent adds, exactly one succeeds.
/// </summary>
public abstract class AddingConformance : ConcurrencyConformance
{
    private const int Callers = 16;

    [Test]
    public async Task Add_stores_a_payload_and_its_time_to_live_if_the_key_is_absent()
    {
        Assert.That(await AddAsync(Key(), "payload", TimeSpan.FromHours(1)), Is.True);

        Assert.That(await ReadAsync(Key()), Is.EqualTo("payload"));
        Assert.That((await Backend.GetWithTimeToLiveAsync(Key()))?.TimeToLive, Is.InRange(TimeSpan.FromMinutes(50), TimeSpan.FromHours(1)));
    }

    [Test]
    public async Task An_entry_added_without_expiration_never_expires()
    {
        Assert.That(await AddAsync(Key(), "payload", timeToLive: null), Is.True);
        CacheEntry? entry = await Backend.GetWithTimeToLiveAsync(Key());
        Assert.That(entry, Is.Not.Null);
        Assert.That(entry?.TimeToLive, Is.Null);
    }

    [Test]
    public async Task Add_leaves_an_existing_payload_and_its_time_to_live()
    {
        await WriteAsync(Key(), "first");

        Assert.That(await AddAsync(Key(), "second", TimeSpan.FromHours(1)), Is.False);

        CacheEntry? entry = await Backend.GetWithTimeToLiveAsync(Key());
        Assert.That(entry?.Payload.ToArray(), Is.EqualTo("first"u8.ToArray()));
        Assert.That(entry?.TimeToLive, Is.Null);
    }

    [Test]
    public async Task Add_stores_again_where_the_entry_was_removed()
    {
        await AddAsync(Key(), "first", timeToLive: null);
        await Backend.RemoveAsync(Key());
        Assert.That(await AddAsync(Key(), "second", timeToLive: null), Is.True);
        Assert.That(await ReadAsync(Key()), Is.EqualTo("second"));
    }

    [Test]
    public async Task Add_stores_again_where_the_entry_was_cleared()
    {
        await AddAsync(Key("user:1"), "first", timeToLive: null);
        await Backend.ClearAsync(Key("user:"));
        Assert.That(await AddAsync(Key("user:1"), "second", timeToLive: null), Is.True);
        Assert.That(await ReadAsync(Key("user:1")), Is.EqualTo("second"));
    }

    [Test]
    public async Task Add_stores_again_where_the_entry_has_expired()
    {
        TimeSpan life = TimeSpan.FromMilliseconds(300);
        await AddAsync(Key(), "first", life);
        await OutliveAsync(Key(), life);
        Assert.That(await AddAsync(Key(), "second", timeToLive: null), Is.True);
        Assert.That(await ReadAsync(Key()), Is.EqualTo("second"));
    }

    [TestCaseSource(typeof(OddKeys), nameof(OddKeys.Families))]
    public async Task Odd_keys_are_added_one_by_one(string[] names)
    {
        PassUnlessOddKeysAreTested();
        foreach (string name in names)
            Assert.That(await AddAsync(Key(name), name, timeToLive: null), Is.True, name);
    }

    [Test]
    public async Task Exactly_one_of_many_concurrent_adds_succeeds()
    {
        for (var round = 0; round < Races; round++)
        {
            string key = Key($"{round}");
            bool[] added = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller =>
                Task.Run(async () => await AddAsync(key, $"{caller}", TimeSpan.FromHours(1)))));
            Assert.That(added.Count(one => one), Is.EqualTo(1));
            Assert.That(await ReadAsync(key), Is.EqualTo($"{Array.IndexOf(added, true)}"));
        }
    }

    [Test]
    public async Task A_cancelled_add_throws_and_changes_nothing()
    {
        IConditionalBackend adding = CapabilityOrPass<IConditionalBackend>();
        Assert.That(
            async () => await adding.AddAsync(Key(), "payload"u8.ToArray(), timeToLive: null, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await ReadAsync(Key()), Is.Null);
    }

    private ValueTask<bool> AddAsync(string key, string text, TimeSpan? timeToLive) =>
        CapabilityOrPass<IConditionalBackend>().AddAsync(key, Encoding.UTF8.GetBytes(text), timeToLive);
}
