using System.Text.Json.Serialization;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A copy in memory equals the value that another process reads from the store.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TieredCopyTests : TierFixture
{
    private readonly TalkingStore _store;
    private readonly CountingCoder _coder = new();

    public TieredCopyTests() => _store = new TalkingStore(Clock);

    [Test]
    public async Task A_mutable_value_is_the_same_in_the_process_that_wrote_it_and_in_another([Values] bool isDown)
    {
        (Cache one, Cache other) = await PairAsync();
        _store.IsDown = isDown;
        await one.GetOrCreateAsync("key", _ => new ValueTask<Row>(new Row { Name = "a", Secret = "s" }));
        List<Row> found = [(await one.TryGetAsync<Row>("key")).Value!, (await one.TryGetAsync<Row>("key")).Value!];
        if (!isDown)
            found.Add((await other.TryGetAsync<Row>("key")).Value!);

        Assert.That(found.Select(row => (row.Name, row.Secret)), Is.All.EqualTo(("a", (string?)null)));
    }

    [Test]
    public async Task An_immutable_value_is_the_same_in_the_process_that_wrote_it_and_in_another()
    {
        (Cache one, Cache other) = await PairAsync();
        await one.SetAsync("key", new Fixed("a") { Secret = "s" });
        List<Fixed> found = [];
        foreach (Cache cache in (Cache[])[one, one, other])
            found.Add((await cache.TryGetAsync<Fixed>("key")).Value!);

        Assert.That(found.Select(row => (row.Name, row.Secret)), Is.All.EqualTo(("a", (string?)null)));
        Assert.That(found[1], Is.SameAs(found[0]));
    }

    [Test]
    public async Task Hits_in_memory_are_copies_of_a_value_that_was_decoded_once([Values] bool writtenHere)
    {
        (Cache one, Cache other) = await PairAsync();
        await one.SetAsync("key", new Row { Name = "a" });
        Cache reader = writtenHere ? one : other;
        for (var read = 0; read < 4; read++)
        {
            Row row = (await reader.TryGetAsync<Row>("key")).Value!;
            Assert.That(row.Name, Is.EqualTo("a"));
            row.Name = "changed";
        }

        Assert.That(_coder.Decoded, Is.EqualTo(1));
    }

    [Test]
    public async Task A_tagged_copy_is_evicted_after_it_was_decoded()
    {
        (Cache one, Cache other) = await PairAsync();
        await one.SetAsync("key", new Row { Name = "a" }, new CacheEntryOptions { Tags = ["rows"] });
        await one.TryGetAsync<Row>("key");
        Assert.That((await one.TryGetAsync<Row>("key")).HasValue);
        await other.EvictAsync("rows");
        Assert.That((await one.TryGetAsync<Row>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_shared_value_is_one_object_for_all_readers_and_not_the_one_that_was_written()
    {
        (Cache one, _) = await PairAsync();
        var row = new Row { Name = "a", Secret = "s" };
        await one.SetAsync("key", row, new CacheEntryOptions { ByReference = true });
        Row first = (await one.TryGetAsync<Row>("key")).Value!;
        Assert.That((await one.TryGetAsync<Row>("key")).Value, Is.SameAs(first));
        Assert.That(first.Secret, Is.Null);
    }

    private async Task<(Cache One, Cache Other)> PairAsync() =>
        (CacheOn(await HearingProcessAsync(_store)), CacheOn(await HearingProcessAsync(_store)));

    private Cache CacheOn(TieredBackend process) => new(process, "app", new CacheOptions { TimeProvider = Clock, Coder = _coder });

    public sealed class Row
    {
        public string? Name { get; set; }

        [JsonIgnore]
        public string? Secret { get; set; }
    }

    public sealed record Fixed(string Name)
    {
        [JsonIgnore]
        public string? Secret { get; init; }
    }
}
