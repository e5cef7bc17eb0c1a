using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Levels;

/// <summary>Which values L1 holds after a read or a write of L2, and for how long.</summary>
[TestFixture]
internal sealed class L1LevelTests : IDisposable
{
    private const string Key = "app::key";

    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryBackend _memory;
    private readonly L1Level _level;

    public L1LevelTests()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        _memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        _level = Level();
    }

    public void Dispose() => _memory.Dispose();

    [Test]
    public void A_value_that_L2_could_not_store_is_held_for_the_bound_even_while_the_others_are_received()
    {
        _level.CopyValidity.Renew(_level.CopyValidity.Now, _level.CopyValidity.Interruptions);
        _level.HoldUnstored(Key, Value("new"), _minute);
        Assert.That(TimeLeft(), Is.EqualTo(_bound));
    }

    [Test]
    public void A_value_that_L2_could_not_store_is_held_no_longer_than_its_own_expiration()
    {
        _level.HoldUnstored(Key, Value("new"), TimeSpan.FromSeconds(2));
        Assert.That(TimeLeft(), Is.EqualTo(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public void A_value_that_L2_could_not_store_takes_the_place_of_a_read_that_began_before()
    {
        CopyTicket read = _level.BeginRead(Key);
        _level.HoldUnstored(Key, Value("new"), _minute);
        _level.EndRead(Key, Value("old"), _minute, read);
        Assert.That(Held(), Is.EqualTo("new"));
    }

    [Test]
    public void A_copy_lives_as_long_as_its_entry_only_while_the_others_are_received()
    {
        Read();
        Assert.That(TimeLeft(), Is.EqualTo(_bound));

        _level.CopyValidity.Renew(_level.CopyValidity.Now, _level.CopyValidity.Interruptions);
        Read();
        Assert.That(TimeLeft(), Is.EqualTo(_minute));
    }

    [Test]
    public void A_copy_lives_from_the_beginning_of_its_read()
    {
        CopyTicket read = _level.BeginRead(Key);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _level.EndRead(Key, Value("read"), _minute, read);
        Assert.That(TimeLeft(), Is.EqualTo(_bound - TimeSpan.FromSeconds(2)));
    }

    [TestCase(0L)]
    [TestCase(-1L)]
    [TestCase(long.MinValue)]
    public void A_write_without_a_life_leaves_no_copy_however_long_it_takes(long ticks)
    {
        _level.HoldUnstored(Key, Value("old"), _minute);
        CopyTicket write = _level.BeginWrite(Key);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _level.EndWrite(Key, Value("new"), TimeSpan.FromTicks(ticks), write);
        Assert.That(Held(), Is.Null);
    }

    [Test]
    public void The_local_expiration_is_the_longest_life_of_a_copy()
    {
        L1Level level = Level(options => options.LocalExpiration = TimeSpan.FromSeconds(1));
        level.EndRead(Key, Value("read"), null, level.BeginRead(Key));
        Assert.That(TimeLeft(), Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void Where_reads_of_L2_lag_a_copy_read_within_the_bound_after_a_change_lives_for_the_bound()
    {
        L1Level level = Level(readsLag: true);
        level.Forget(Key);
        _clock.Advance(_bound - TimeSpan.FromMilliseconds(1));
        level.CopyValidity.Renew(level.CopyValidity.Now, level.CopyValidity.Interruptions);
        level.EndRead(Key, Value("read"), _minute, level.BeginRead(Key));
        Assert.That(TimeLeft(), Is.EqualTo(_bound));

        _clock.Advance(TimeSpan.FromMilliseconds(1));
        level.EndRead(Key, Value("read"), _minute, level.BeginRead(Key));
        Assert.That(TimeLeft(), Is.EqualTo(_minute));
    }

    [Test]
    public void A_read_that_overlaps_a_write_leaves_no_copy()
    {
        CopyTicket write = _level.BeginWrite(Key);
        CopyTicket during = _level.BeginRead(Key);
        _level.EndRead(Key, Value("old"), _minute, during);
        Assert.That(Held(), Is.Null);

        _level.EndWrite(Key, Value("new"), _minute, write);
        _level.EndRead(Key, Value("old"), _minute, during);
        Assert.That(Held(), Is.EqualTo("new"));
    }

    [Test]
    public void Of_two_writes_at_the_same_time_neither_leaves_a_copy()
    {
        CopyTicket first = _level.BeginWrite(Key);
        CopyTicket second = _level.BeginWrite(Key);
        _level.EndWrite(Key, Value("second"), _minute, second);
        _level.EndWrite(Key, Value("first"), _minute, first);
        Assert.That(Held(), Is.Null);
    }

    [Test]
    public void A_write_hides_the_copy_from_its_beginning()
    {
        Read();
        _level.BeginWrite(Key);
        Assert.That(Held(), Is.Null);
    }

    [Test]
    public void A_decoded_copy_takes_the_place_of_its_own_payload_only()
    {
        Read();
        _level.ReplaceWithDecoded(Key, Encoding.UTF8.GetBytes("other"), Value("decoded"));
        Assert.That(Held(), Is.EqualTo("read"));

        _level.ReplaceWithDecoded(Key, Encoding.UTF8.GetBytes("read"), Value("decoded"));
        Assert.That((Held(), TimeLeft()), Is.EqualTo(("decoded", _bound)));
    }

    private L1Level Level(Action<TieredBackendOptions>? configure = null, bool readsLag = false)
    {
        var options = new TieredBackendOptions { TimeProvider = _clock, Staleness = _bound };
        configure?.Invoke(options);
        return new L1Level(_memory, options, readsLag);
    }

    [Test]
    public void A_limit_shortens_the_life_of_a_copy()
    {
        _memory.SetValue(Key, Value("held"), _minute);

        _level.Limit(Key, TimeSpan.FromSeconds(10));

        Assert.That(Held(), Is.EqualTo("held"));
        Assert.That(TimeLeft(), Is.EqualTo(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public void A_limit_gives_an_endless_copy_a_life()
    {
        _memory.SetValue(Key, Value("held"), null);

        _level.Limit(Key, TimeSpan.FromSeconds(10));

        Assert.That(TimeLeft(), Is.EqualTo(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public void A_limit_does_not_prolong_a_copy()
    {
        _memory.SetValue(Key, Value("held"), TimeSpan.FromSeconds(5));

        _level.Limit(Key, TimeSpan.FromSeconds(10));

        Assert.That(TimeLeft(), Is.EqualTo(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public void A_limit_of_a_copy_that_is_not_there_adds_none()
    {
        _level.Limit(Key, TimeSpan.FromSeconds(10));

        Assert.That(Held(), Is.Null);
    }

    [Test]
    public async Task No_member_returns_a_copy_that_is_not_valid()
    {
        _memory.SetValue(Key, Value("held"), _minute);
        Assert.That(_level.GetValueWithTicket(Key, out ValueTicket ticket), Is.Not.Null);
        _level.CopyValidity.End();

        Assert.That(_level.GetValue(Key), Is.Null);
        Assert.That(_level.GetValue("app:", ":key"), Is.Null);
        Assert.That((_level.GetValue(Key, out TimeSpan? timeToLive), timeToLive), Is.EqualTo(((CachedValue?)null, (TimeSpan?)null)));
        Assert.That((_level.GetValueWithTicket(Key, out ValueTicket none), none), Is.EqualTo(((CachedValue?)null, default(ValueTicket))));
        Assert.That((_level.IsHeld(ticket), _level.CountHeld([ticket]), _level.ObsoletingChanges), Is.EqualTo((false, 0, 0L)));
        Assert.That(await _level.GetWithTimeToLiveAsync(Key), Is.Null);
    }

    [Test]
    public async Task A_valid_copy_is_returned_by_each_member()
    {
        _memory.SetValue(Key, Value("held"), _minute);

        CachedValue? held = _level.GetValue(Key);
        Assert.That((held, Held()), Is.EqualTo((_memory.GetValue(Key), "held")));
        Assert.That(_level.GetValue("app:", ":key"), Is.SameAs(held));
        Assert.That((_level.GetValue(Key, out TimeSpan? timeToLive), timeToLive), Is.EqualTo((held, (TimeSpan?)_minute)));
        Assert.That(_level.GetValueWithTicket(Key, out ValueTicket ticket), Is.SameAs(held));
        Assert.That((_level.IsHeld(ticket), _level.CountHeld([ticket])), Is.EqualTo((true, 1)));
        Assert.That(_level.ObsoletingChanges, Is.EqualTo(((IValueBackend)_memory).ObsoletingChanges).And.Not.Zero);
        CacheEntry? entry = await _level.GetWithTimeToLiveAsync(Key);
        Assert.That((Encoding.UTF8.GetString(entry!.Value.Payload.Span), entry.Value.TimeToLive), Is.EqualTo(("held", (TimeSpan?)_minute)));
    }

    [Test]
    public async Task A_change_of_L1_alone_changes_the_copies_only()
    {
        await _level.SetAsync(Key, Encoding.UTF8.GetBytes("set"), _minute);
        Assert.That((Held(), TimeLeft()), Is.EqualTo(("set", (TimeSpan?)_minute)));
        CachedValue set = _memory.GetValue(Key)!;
        Assert.That(_level.ReplaceValue(Key, Value("set"), Value("other"), null), Is.False);
        Assert.That((_level.ReplaceValue(Key, set, Value("replaced"), _bound), Held(), TimeLeft()), Is.EqualTo((true, "replaced", (TimeSpan?)_bound)));
        Assert.That((await _level.RemoveAsync(Key), Held(), await _level.RemoveAsync(Key)), Is.EqualTo((true, (string?)null, false)));
        _level.SetValue(Key, Value("value"), _minute);
        Assert.That((Held(), await _level.ClearAsync("app:"), Held()), Is.EqualTo(("value", 1L, (string?)null)));
    }

    [Test]
    public void A_write_that_begins_while_a_batch_ends_leaves_no_copy_of_its_key()
    {
        BatchEntry[] entries = [new("first", default, _minute), new(Key, default, _minute)];
        Dictionary<L1KeyGroup, CopyTicket> tickets = _level.BeginWrites(entries);
        _level.EndWrites(
            entries,
            index =>
            {
                if (index == 1)
                    _level.BeginWrite(Key);
                return Value("batch");
            },
            tickets);
        Assert.That(Held(), Is.Null);
    }

    [Test]
    public void Forgetting_all_waits_for_a_memory_that_is_slow()
    {
        var memory = new SlowMemory(_memory);
        var level = new L1Level(memory, new TieredBackendOptions { TimeProvider = _clock, Staleness = _bound }, readsLag: false);
        _memory.SetValue(Key, Value("held"), _minute);
        _memory.SetValue("other", Value("held"), _minute);

        level.ForgetAll("app:");

        Assert.That((Held(), _memory.GetValue("other") is null), Is.EqualTo(((string?)null, false)));
    }

    private void Read() => _level.EndRead(Key, Value("read"), _minute, _level.BeginRead(Key));

    private string? Held() => _memory.GetValue(Key) is { } value ? Encoding.UTF8.GetString(value.ToPayload().Span) : null;

    private TimeSpan? TimeLeft()
    {
        Assert.That(_memory.GetValue(Key, out TimeSpan? timeToLive), Is.Not.Null);
        return timeToLive;
    }

    private static CodedValue Value(string text) => new(Encoding.UTF8.GetBytes(text));

    private sealed class SlowMemory(InMemoryBackend inner) : DelegatingBackend(inner)
    {
        public override async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return await base.ClearAsync(prefix, cancellationToken);
        }
    }
}
