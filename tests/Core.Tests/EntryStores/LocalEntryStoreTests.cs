using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>Entries in memory: each way to read one finds the same, and says whether more must be looked at.</summary>
[TestFixture]
internal sealed class LocalEntryStoreTests : IDisposable
{
    private static readonly JsonCoder _coder = new();
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly string[] _keys = ["app::key", $"app::{new string('k', LongKey.LengthLimit)}"];

    private readonly RecordingLoggerFactory _debug = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryBackend _memory;
    private readonly LocalEntryStore _store;

    public LocalEntryStoreTests()
    {
        _memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        _store = NewStore();
    }

    private delegate bool Reading(LocalEntryStore store, string key, out LocalLookup look);

    private static readonly TestCaseData[] _readings =
    [
        Case.Of("a key", (Reading)((LocalEntryStore store, string key, out LocalLookup look) =>
            store.TryRead(LongKey.Shorten(key), _coder, out string? _, out look))),
        Case.Of("two parts", (Reading)((LocalEntryStore store, string key, out LocalLookup look) =>
            store.TryRead("app::", key.AsSpan(5), _coder, out string? _, out look))),
        Case.Of("with its life", (Reading)((LocalEntryStore store, string key, out LocalLookup look) =>
            store.TryRead(LongKey.Shorten(key), _coder, out string? _, out look, out _, out _))),
        Case.Of("with tickets", (Reading)((LocalEntryStore store, string key, out LocalLookup look) =>
            store.TryRead(LongKey.Shorten(key), _coder, out string? _, out look, out EntryTickets? _))),
    ];

    public void Dispose() => _memory.Dispose();

    [TestCaseSource(nameof(_readings))]
    public async Task A_read_counts_the_arrivals_before_it_and_tells_of_a_miss(object reading)
    {
        _store.CountArrival();
        foreach (string key in _keys)
        {
            Assert.That(((Reading)reading)(_store, key, out LocalLookup look), Is.False);
            Assert.That(look, Is.EqualTo(new LocalLookup(1, IsMiss: true)));
            await WriteAsync(LongKey.Shorten(key), "value");
            Assert.That(((Reading)reading)(_store, key, out look), Is.True);
            Assert.That(look.IsMiss, Is.False);
        }
    }

    [TestCaseSource(nameof(_readings))]
    public async Task A_read_is_logged_with_its_key(object reading)
    {
        LocalEntryStore store = NewStore(_debug);
        foreach (string key in _keys)
        {
            Assert.That(((Reading)reading)(store, key, out LocalLookup look), Is.False);
            Assert.That(look.IsMiss, Is.True);
            string shortened = LongKey.Shorten(key);
            await WriteAsync(shortened, "value");
            Assert.That(((Reading)reading)(store, key, out _), Is.True);
            Assert.That(_debug.At(LogLevel.Debug).TakeLast(2), Is.EqualTo(new[] { $"Key not found: {shortened}", $"Key found: {shortened}" }));
        }

        Assert.That(_debug.Entries.Count(), Is.EqualTo(4));
    }

    [TestCaseSource(nameof(_readings))]
    public async Task A_stale_or_due_entry_is_neither_a_hit_nor_a_miss(object reading)
    {
        long now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        EntryLifetime[] lifetimes = [EntryLifetime.Plain(0, now), new(0, now + 1, now, 0, now + 1), new(0, now + 1, EntryLifetime.Never, 60_000, now + 60_000)];
        foreach (EntryLifetime lifetime in lifetimes)
        {
            await WriteAsync("app::key", "value", EntryMetadata.Of([], lifetime));
            Assert.That(((Reading)reading)(_store, "app::key", out LocalLookup look), Is.False);
            Assert.That(look.IsMiss, Is.False);
        }

        await WriteAsync("app::key", "value", EntryMetadata.Of([], EntryLifetime.Plain(0, now + 1)));
        Assert.That(((Reading)reading)(_store, "app::key", out _), Is.True);
    }

    [Test]
    public void A_miss_in_the_first_of_two_levels_is_none_yet([Values(0, 1, 2, 3)] int index)
    {
        using var shared = new SharedStore(_clock);
        using var levels = new TieredBackend(_memory, shared, new TieredBackendOptions { TimeProvider = _clock });
        var both = (TieredEntryStore)EntryStore.Create(levels, new StoreCallSettings(null, null, TimeSpan.Zero, _clock));
        both.Logger = _debug.CreateLogger("");
        both.CountArrival();
        Assert.That(((Reading)_readings[index].Arguments[0]!)(both.Local, "app::key", out LocalLookup look), Is.False);
        Assert.That(look, Is.EqualTo(new LocalLookup(1)));
        Assert.That(_debug.At(LogLevel.Debug), Is.Empty);
        both.End();
    }

    [Test]
    public async Task A_ticket_lasts_until_its_entry_must_be_looked_at_again()
    {
        long now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await WriteAsync("app::key", "value", EntryMetadata.Of([], new EntryLifetime(now, now + 60_000, now + 30_000, 0, now + 60_000)));
        EntryTickets tickets = TicketsOf<string>()!.Value;
        _clock.Advance(TimeSpan.FromMilliseconds(29_999));
        Assert.That((_store.IsHeld(tickets), _store.TryHit(tickets)), Is.EqualTo((true, true)));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That((_store.IsHeld(tickets), _store.TryHit(tickets)), Is.EqualTo((false, false)));
    }

    [Test]
    public async Task A_ticket_ends_with_its_entry_and_with_its_tags([Values] bool isEvicted)
    {
        TagMark[] marks = (await _store.MarkAsync(Settings("tag"), CancellationToken.None)).Value!;
        await WriteAsync("app::key", "value", EntryMetadata.Of(marks));
        EntryTickets tickets = TicketsOf<string>()!.Value;
        Assert.That((_store.TryHit(tickets), _store.HasCurrentTags(tickets), _store.CountHeld([tickets.Entry])), Is.EqualTo((true, true, 1)));
        _ = isEvicted
            ? await _store.EvictAsync("tag", EvictionMode.Immediate, CancellationToken.None)
            : await _store.RemoveAsync("app::key", CancellationToken.None);
        Assert.That((_store.TryHit(tickets), _store.HasCurrentTags(tickets)), Is.EqualTo((false, !isEvicted)));
    }

    [Test]
    public async Task At_Debug_no_hit_is_made_by_a_ticket_because_each_is_logged_with_its_key()
    {
        await WriteAsync("app::key", "value");
        EntryTickets tickets = TicketsOf<string>()!.Value;
        LocalEntryStore store = NewStore(_debug);
        Assert.That((_store.TryHit(tickets), _store.CanHitTogether), Is.EqualTo((true, true)));
        Assert.That((store.TryHit(tickets), store.CanHitTogether, store.IsHeld(tickets)), Is.EqualTo((false, false, true)));
    }

    [Test]
    public async Task Copied_and_sliding_values_have_no_ticket()
    {
        long now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        await WriteAsync("app::key", new List<int> { 1 });
        Assert.That(TicketsOf<List<int>>(), Is.Null);
        await WriteAsync("app::key", "value", EntryMetadata.Of([], new EntryLifetime(now, now + 60_000, EntryLifetime.Never, 60_000, now + 90_000)));
        Assert.That(TicketsOf<string>(), Is.Null);
    }

    [Test]
    public async Task A_read_slides_a_fresh_entry()
    {
        long now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var policy = new EntryPolicy(new StaleOptions { Grace = _minute }, new ExpirationRules(), null);
        var lifetime = new EntryLifetime(now, now + 60_000, EntryLifetime.Never, 60_000, now + 90_000);
        await WriteAsync("app::key", "value", EntryMetadata.Of([], lifetime), 2 * _minute);
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.That((await ReadAsync(policy)).Metadata!.Lifetime, Is.EqualTo(lifetime));
        Assert.That((await ReadAsync(policy)).Metadata!.Lifetime, Is.EqualTo(lifetime), "It has not slid: a quarter of the time has not passed.");
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await ReadAsync(policy);
        Assert.That((await ReadAsync(policy)).Metadata!.Lifetime, Is.EqualTo(lifetime.SlideAt(now + 15_001)));
        _memory.GetValue("app::key", out TimeSpan? timeToLive);
        Assert.That(timeToLive, Is.EqualTo(2 * _minute));
        _clock.Advance(_minute);
        Assert.That((await ReadAsync(policy)).State, Is.EqualTo(EntryState.Stale));
        Assert.That((await ReadAsync(policy)).State, Is.EqualTo(EntryState.Stale), "A stale entry does not slide.");
    }

    [Test]
    public void A_cancelled_call_throws_and_does_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        Assert.That(() => _store.ReadAsync<string>("app::key", Settings(), cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(
            () => _store.WriteAsync("app::key", "value", Settings(), new EntryPlan(EntryMetadata.None, null), cancelled),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => _store.MarkAsync(Settings("tag"), cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => _store.ClaimAsync(Settings("tag"), cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => _store.EvictAsync("tag", EvictionMode.Soft, cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((_memory.GetValue("app::key"), _memory.GetValue("tag")), Is.EqualTo(((CachedValue?)null, (CachedValue?)null)));
    }

    [Test]
    public async Task Marks_are_taken_for_an_entry_that_is_stored_and_has_tags()
    {
        Assert.That((await _store.MarkAsync(Settings("tag"), CancellationToken.None)).Value, Has.Length.EqualTo(1));
        Assert.That((await _store.MarkAsync(Settings("tag") with { Expiration = TimeSpan.Zero }, CancellationToken.None)).Value, Is.Empty);
        Assert.That((await _store.MarkAsync(Settings(), CancellationToken.None)).Value, Is.Empty);
        Assert.That((await _store.MarkAsync(Settings() with { Tags = null }, CancellationToken.None)).Value, Is.Empty);
    }

    private LocalEntryStore NewStore(RecordingLoggerFactory? loggers = null)
    {
        var store = new LocalEntryStore(_memory, new StoreCallSettings(null, null, TimeSpan.Zero, _clock));
        if (loggers is not null)
            store.Logger = loggers.CreateLogger("");
        return store;
    }

    private async Task WriteAsync<T>(string key, T value, EntryMetadata? metadata = null, TimeSpan? timeToLive = null) =>
        Assert.That(
            (await _store.WriteAsync(key, value, Settings(), new EntryPlan(metadata ?? EntryMetadata.None, timeToLive), CancellationToken.None)).IsStored,
            Is.True);

    private ValueTask<EntryRead<string>> ReadAsync(EntryPolicy policy) =>
        _store.ReadAsync<string>("app::key", Settings() with { Policy = policy }, CancellationToken.None);

    private EntryTickets? TicketsOf<T>()
    {
        Assert.That(_store.TryRead("app::key", _coder, out T? _, out _, out EntryTickets? tickets), Is.True);
        return tickets;
    }

    private static EntrySettings Settings(params string[] tags) => new(_coder, _minute, ByReference: false, EntryPolicy.Default, tags);
}
