using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A store in this process that fails, because it was disposed or is faulty, never fails a caller.</summary>
[TestFixture]
internal sealed class LocalValuesTests : IDisposable
{
    private static readonly TestCaseData[] _reads =
    [
        Case.Of("a value", new Action<LocalValues>(values => values.Find("key"))),
        Case.Of("a value by two parts of its key", new Action<LocalValues>(values => values.Find("k", "ey"))),
        Case.Of("a value and its time to live", new Action<LocalValues>(values => values.Find("key", out TimeSpan? _))),
        Case.Of("a value and its ticket", new Action<LocalValues>(values => values.Find("key", out ValueTicket _))),
        Case.Of("a ticket", new Action<LocalValues>(values => values.IsHeld(default))),
        Case.Of("tickets", new Action<LocalValues>(values => values.CountHeld([default]))),
        Case.Of("tags", new Action<LocalValues>(values => values.StateOf(TagMarks.Of([new TagMark("tag", TagGeneration.At(1))])))),
    ];

    private readonly RecordingLoggerFactory _loggers = new();
    private readonly Cache _cache;

    public LocalValuesTests() => _cache = new Cache(new FailingValueBackend(), "app", new CacheOptions { LoggerFactory = _loggers });

    public void Dispose() => _cache.Dispose();

    [Test]
    public async Task A_value_is_computed() =>
        Assert.That(await _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value")), Is.EqualTo("value"));

    [Test]
    public async Task A_value_under_a_long_key_is_computed() =>
        Assert.That(await _cache.GetOrCreateAsync(new string('k', 1_000), _ => ValueTask.FromResult("value")), Is.EqualTo("value"));

    [Test]
    public async Task A_read_is_a_miss() =>
        Assert.That((await _cache.TryGetAsync<string>("key")).HasValue, Is.False);

    [Test]
    public void A_set_throws_nothing() =>
        Assert.That(async () => await _cache.SetAsync("key", "value"), Throws.Nothing);

    [Test]
    public async Task A_remove_returns_false() =>
        Assert.That(await _cache.RemoveAsync("key"), Is.False);

    [Test]
    public async Task A_clear_returns_zero() =>
        Assert.That(await _cache.ClearAsync(), Is.Zero);

    [Test]
    public async Task A_failing_store_is_one_warning()
    {
        await _cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
        await _cache.SetAsync("key", "value");
        await _cache.RemoveAsync("key");
        await _cache.ClearAsync();
        Assert.That(_loggers.At(LogLevel.Warning).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_disposed_store_fails_no_caller()
    {
        var backend = new InMemoryBackend();
        var cache = new Cache(backend, "app", new CacheOptions());
        backend.Dispose();
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value")), Is.EqualTo("value"));
    }

    [Test]
    public async Task A_value_that_cannot_be_coded_is_no_failure_of_the_store()
    {
        var cache = new Cache(
            new FailingValueBackend { Codes = true },
            "app",
            new CacheOptions { LoggerFactory = _loggers, Coder = new CountingCoder { FailsToEncode = true } });
        await cache.SetAsync("key", "value");
        Assert.That(_loggers.At(LogLevel.Warning).Single(), Does.StartWith("A value of type System.String was not stored, because its coder failed: "));
    }

    [Test]
    public async Task A_bounded_store_holds_a_value_that_cannot_be_coded()
    {
        using var backend = new InMemoryBackend(new InMemoryBackendOptions { SizeLimit = 1_000_000 });
        var cache = new Cache(backend, "app", new CacheOptions { LoggerFactory = _loggers, Coder = new CountingCoder { FailsToEncode = true } });
        await cache.SetAsync("immutable", "value");
        await cache.SetAsync("mutable", new List<int> { 1 });
        Assert.That((await cache.TryGetAsync<string>("immutable")).Value, Is.EqualTo("value"));
        Assert.That((await cache.TryGetAsync<List<int>>("mutable")).Value, Is.EqualTo(new[] { 1 }));
        Assert.That(_loggers.At(LogLevel.Warning), Is.Empty);
    }

    [TestCaseSource(nameof(_reads))]
    public void A_read_that_fails_begins_an_outage(Action<LocalValues> read)
    {
        using var memory = new InMemoryBackend();
        var backend = new SwitchedValueBackend(memory);
        StoreHealth health = HealthOf(TimeProvider.System);
        var values = new LocalValues(backend, health, new RoundTripCheck());
        read(values);
        Assert.That(health.IsDown, Is.False);
        backend.IsDown = true;
        read(values);
        Assert.That(_loggers.At(LogLevel.Warning), Has.One.StartsWith("memory failed at get."));
    }

    [Test]
    public void What_a_store_that_fails_was_asked_for_is_not_there()
    {
        using var memory = new InMemoryBackend();
        var backend = new SwitchedValueBackend(memory);
        var values = new LocalValues(backend, HealthOf(TimeProvider.System), new RoundTripCheck());
        var (held, tickets) = Hold(values);
        Assert.That(values.Find("key", out TimeSpan? timeToLive), Is.SameAs(held));
        Assert.That((values.IsHeld(tickets), values.CountHeld([tickets.Entry]), values.StateOf(TagMarks.None)), Is.EqualTo((true, 1, TagState.Current)));

        backend.IsDown = true;

        Assert.That((values.Find("key"), values.Find("k", "ey"), values.Find("key", out timeToLive), values.Find("key", out ValueTicket ticket)),
            Is.EqualTo(((CachedValue?)null, (CachedValue?)null, (CachedValue?)null, (CachedValue?)null)));
        Assert.That((timeToLive, ticket.Holder), Is.EqualTo(((TimeSpan?)null, (object?)null)));
        Assert.That((values.IsHeld(tickets), values.CountHeld([tickets.Entry])), Is.EqualTo((false, 0)));
        Assert.That(values.StateOf(TagMarks.Of([new TagMark("tag", TagGeneration.At(1))])), Is.EqualTo(TagState.Evicted));
        Assert.That(values.TryHold<string>("key", held, null), Is.False);
    }

    [Test]
    public void A_value_is_held_while_its_entry_and_its_tags_are()
    {
        using var memory = new InMemoryBackend();
        var values = new LocalValues(memory, HealthOf(TimeProvider.System), new RoundTripCheck());
        memory.SetValue("tag", LocalTag.New("tag", TagGeneration.At(1), out TagMark mark), null);
        var (_, tickets) = Hold(values, mark);
        Assert.That(values.IsHeld(tickets), Is.True);
        memory.SetValue("tag", new CodedValue(default), TimeSpan.Zero);
        Assert.That(values.IsHeld(tickets), Is.False);
        memory.SetValue("tag", LocalTag.New("tag", TagGeneration.At(2), out _), null);
        Assert.That(values.IsHeld(tickets), Is.False);
        (_, tickets) = Hold(values);
        Assert.That(values.IsHeld(tickets), Is.True);
        Hold(values);
        Assert.That(values.IsHeld(tickets), Is.False);
    }

    [Test]
    public void A_set_that_succeeds_ends_the_outage([Values] bool replaces)
    {
        using var memory = new InMemoryBackend();
        var backend = new SwitchedValueBackend(memory);
        var clock = new FakeTimeProvider();
        var values = new LocalValues(backend, HealthOf(clock), new RoundTripCheck());
        var (held, _) = Hold(values);
        backend.IsDown = true;
        Assert.That(values.TryHold<string>("key", NewValue(), null, replaces ? held : null), Is.False);
        Assert.That(_loggers.At(LogLevel.Warning), Has.One.StartsWith("memory failed at set."));
        backend.IsDown = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(values.TryHold<string>("key", NewValue(), null, replaces ? held : null), Is.True);
        Assert.That(_loggers.At(LogLevel.Information), Is.EqualTo(new[] { "memory answers again after 1 failed calls" }));
    }

    [Test]
    public void A_value_takes_the_place_of_the_expected_one_alone()
    {
        using var memory = new InMemoryBackend();
        var values = new LocalValues(memory, HealthOf(TimeProvider.System), new RoundTripCheck());
        var (first, _) = Hold(values);
        var (second, _) = Hold(values);
        Assert.That(values.TryHold<string>("key", NewValue(), null, inPlaceOf: first), Is.False);
        Assert.That(values.Find("key"), Is.SameAs(second));
        CachedValue third = NewValue();
        Assert.That(values.TryHold<string>("key", third, null, inPlaceOf: second), Is.True);
        Assert.That(values.Find("key"), Is.SameAs(third));
        Assert.That(_loggers.At(LogLevel.Debug).Count(line => line == "Key added: key"), Is.EqualTo(2), "It is another form of a value.");
    }

    private static (CachedValue Held, EntryTickets Tickets) Hold(LocalValues values, params TagMark[] marks)
    {
        CachedValue value = NewValue(marks);
        Assert.That(values.TryHold<string>("key", value, null), Is.True);
        Assert.That(values.Find("key", out ValueTicket ticket), Is.SameAs(value));
        return (value, new EntryTickets(ticket, TagMarks.Of(marks)));
    }

    private static ReferenceValue<string> NewValue(params TagMark[] marks) => new("value", new JsonCoder(), EntryMetadata.Of(marks));

    private StoreHealth HealthOf(TimeProvider time) => new("memory", time, TimeSpan.FromSeconds(1)) { Logger = _loggers.CreateLogger("") };
}
