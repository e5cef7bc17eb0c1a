using System.Text;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Inspection;

/// <summary>
/// On two levels an entry is that of the shared store, and it is known whether this process has a copy, and whether copies are confirmed.
/// </summary>
internal sealed class LevelsTests : TierFixture
{
    [Test]
    public async Task An_entry_of_the_shared_store_tells_whether_this_process_has_a_copy()
    {
        var store = new SharedStore(Clock);
        Cache one = New(Process(store));
        Cache other = New(Process(store));
        await one.SetAsync("key", "value", new CacheEntryOptions { Expiration = TimeSpan.FromHours(1) });

        InspectedEntry copied = (await new CacheInspector("one", one).ReadAsync(Key, CancellationToken.None))!;
        InspectedEntry shared = (await new CacheInspector("other", other).ReadAsync(Key, CancellationToken.None))!;

        Assert.That((copied.Level, copied.HasCopy), Is.EqualTo(("l2", true)));
        Assert.That((shared.Level, shared.HasCopy), Is.EqualTo(("l2", false)));
        Assert.That(Encoding.UTF8.GetString(copied.Payload!.Value.Span), Is.EqualTo("\"value\""));
        Assert.That(shared.TimeToLive, Is.EqualTo(TimeSpan.FromHours(1)));
    }

    [Test]
    public async Task Reading_makes_no_copy()
    {
        var store = new SharedStore(Clock);
        await New(Process(store)).SetAsync("key", "value");
        TieredBackend process = Process(store);
        await new CacheInspector("other", New(process)).ReadAsync(Key, CancellationToken.None);
        Assert.That(CopyIn(process), Is.Null);
    }

    [Test]
    public async Task While_the_shared_store_is_down_the_copy_is_read_and_other_entries_are_unavailable()
    {
        var store = new SharedStore(Clock);
        Cache cache = New(Process(store));
        await cache.SetAsync("key", "value");
        store.IsDown = true;
        var inspector = new CacheInspector("default", cache);

        InspectedEntry copy = (await inspector.ReadAsync(Key, CancellationToken.None))!;

        Assert.That((copy.Level, copy.HasCopy), Is.EqualTo(("l1", true)));
        Assert.That(async () => await inspector.ReadAsync("app::absent", CancellationToken.None), Throws.InstanceOf<StoreUnavailableException>());
    }

    [Test]
    public async Task Copies_are_confirmed_while_changes_are_received()
    {
        var store = new SharedStore(Clock);
        TieredBackend process = Process(store);
        var inspector = new CacheInspector("default", New(process));
        Assert.That(StateOf(inspector), Is.EqualTo(CopiesState.Unused));

        await process.GetAsync("app::nothing");
        Assert.That(StateOf(inspector), Is.AnyOf(CopiesState.Connecting, CopiesState.Confirmed));
        await WithinBoundAsync(() => StateOf(inspector) == CopiesState.Confirmed);
        Assert.That(inspector.Copies!.IsConfirmed, Is.True);

        store.IsDown = true;
        DateTimeOffset before = Clock.GetUtcNow();
        await BeyondBoundAsync(() => StateOf(inspector) == CopiesState.Unconfirmed);
        await WithinBoundAsync(() => inspector.Copies!.Since >= before);
        Assert.That(inspector.Copies!.Limit, Is.EqualTo(Bound));

        store.IsDown = false;
        await WithinBoundAsync(() => StateOf(inspector) == CopiesState.Confirmed);
    }

    [Test]
    public async Task Copies_that_are_never_confirmed_are_unconfirmed_after_the_limit()
    {
        var store = new SharedStore(Clock) { IsDown = true };
        TieredBackend process = Process(store);
        var inspector = new CacheInspector("default", New(process));
        Assert.That(async () => await process.GetAsync("app::nothing"), Throws.InstanceOf<IOException>());
        await BeyondBoundAsync(() => StateOf(inspector) == CopiesState.Unconfirmed);
    }

    [Test]
    public void Copies_of_a_store_that_tells_of_no_changes_are_limited()
    {
        var inspector = new CacheInspector("default", New(Process(new RecordingBackend(Clock))));
        Assert.That(StateOf(inspector), Is.EqualTo(CopiesState.Limited));
    }

    [Test]
    public void One_level_has_no_copies() => Assert.That(new CacheInspector("default", New(new RecordingBackend())).Copies, Is.Null);

    private static CopiesState StateOf(CacheInspector inspector) => inspector.Copies!.State;

    private Cache New(ICacheBackend backend) =>
        new(backend, "app", new CacheOptions { TimeProvider = Clock, Store = new StoreOptions { Timeout = null, BreakAfter = null } });
}
