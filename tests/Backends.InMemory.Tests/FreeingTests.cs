using System.Runtime.CompilerServices;
using CacheKit.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.InMemory.Tests;

/// <summary>When the memory of entries is free again.</summary>
[TestFixture]
public sealed class FreeingTests
{
    private const int Many = 1_000;

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void Each_store_counts_changes_by_numbers_of_its_own_unless_it_has_a_limit()
    {
        using var first = new InMemoryBackend();
        using var second = new InMemoryBackend();
        using var bounded = new InMemoryBackend(new InMemoryBackendOptions { SizeLimit = 1_000 });
        Assert.That(new[] { 0, first.ObsoletingChanges, second.ObsoletingChanges }, Is.Unique);
        Assert.That(bounded.ObsoletingChanges, Is.Zero);
    }

    [Test]
    public async Task Expired_entries_are_freed_by_a_sweep_that_a_later_write_starts()
    {
        using var backend = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        List<WeakReference> values = Fill(backend, TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromMinutes(2));
        await backend.SetAsync("later", new byte[1], timeToLive: null);

        await Poll.UntilAsync(() => new(AreFreed(values)));
    }

    [Test]
    public async Task A_ticket_does_not_keep_the_value_of_an_entry_that_is_gone()
    {
        using var backend = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        List<WeakReference> values = Fill(backend, timeToLive: null);
        ValueTicket[] tickets = [.. Enumerable.Range(0, Many).Select(number => TicketOf(backend, $"app:a:{number}"))];
        Assert.That(tickets.All(ticket => backend.IsHeld(ticket)), Is.True);

        await backend.ClearAsync("app:a:");

        await Poll.UntilAsync(() => new(AreFreed(values)));
        Assert.That(tickets.Any(ticket => backend.IsHeld(ticket)), Is.False);
    }

    [Test]
    public void An_entry_that_has_no_time_to_live_takes_no_memory([Values(0, -1)] int seconds, [Values] bool isHeld)
    {
        using var backend = new InMemoryBackend();
        if (isHeld)
            backend.SetValue("key", new CodedValue(default), timeToLive: null);
        backend.SetValue("key", new CodedValue(default), TimeSpan.FromSeconds(seconds));
        Assert.That(backend.Measure().Entries, Is.Zero);
    }

    [Test]
    public void A_disposed_store_is_empty_and_stays_empty()
    {
        var backend = new InMemoryBackend();
        backend.SetValue("app:a:1", new CodedValue(default), timeToLive: null);
        backend.SetValue("other", new CodedValue(default), timeToLive: null);
        backend.Dispose();
        long afterwards = backend.Measure().Entries;
        backend.SetValue("later", new CodedValue(default), timeToLive: null);
        Assert.That((afterwards, backend.Measure().Entries), Is.EqualTo((0, 0)));
    }

    [TestCase(null, typeof(MemoryEntry))]
    [TestCase(1_000_000, typeof(SizedEntry))]
    public void Only_entries_of_a_store_with_a_limit_have_a_place_in_its_queues(int? sizeLimit, Type type)
    {
        using var backend = new InMemoryBackend(new InMemoryBackendOptions { SizeLimit = sizeLimit });
        backend.SetValue("key", new CodedValue(default), timeToLive: null);
        Assert.That(TicketOf(backend, "key").Holder, Is.TypeOf(type));
    }

    [Test]
    public void A_change_of_another_key_voids_no_ticket()
    {
        using var backend = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        backend.SetValue("key", new CodedValue(default), timeToLive: null);
        ValueTicket ticket = TicketOf(backend, "key");
        for (int i = 0; i < Many; i++)
            backend.SetValue($"other:{i}", new CodedValue(default), timeToLive: null);
        Assert.That(backend.IsHeld(ticket), Is.True);
    }

    [Test]
    public async Task What_its_values_depend_on_is_looked_for_when_that_is_gone()
    {
        using var backend = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock });
        backend.SetValue("cause", new Cause(), timeToLive: null);
        for (int i = 0; i < Many; i++)
            backend.SetValue($"dependent:{i}", new Dependent(), timeToLive: null);
        backend.SetValue("other", new CodedValue(default), timeToLive: null);

        await backend.RemoveAsync("cause");

        await Poll.UntilAsync(async () => await backend.ListAsync("").Select(stored => stored.Key).ToArrayAsync() is ["other"]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> Fill(InMemoryBackend backend, TimeSpan? timeToLive)
    {
        var values = new List<WeakReference>();
        for (int i = 0; i < Many; i++)
        {
            var value = new CodedValue(new byte[10]);
            values.Add(new WeakReference(value));
            backend.SetValue($"app:a:{i}", value, timeToLive);
        }

        return values;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ValueTicket TicketOf(InMemoryBackend backend, string key)
    {
        backend.GetValueWithTicket(key, out ValueTicket ticket);
        return ticket;
    }

    private static bool AreFreed(List<WeakReference> values)
    {
        GC.Collect();
        return !values.Exists(value => value.IsAlive);
    }

    private sealed class Cause : CachedValue
    {
        public override bool MakesOthersObsolete => true;

        public override ReadOnlyMemory<byte> ToPayload() => default;
    }

    private sealed class Dependent : CachedValue
    {
        public override bool IsObsoleteIn(IValueBackend backend) => backend.GetValue("cause") is null;

        public override ReadOnlyMemory<byte> ToPayload() => default;
    }
}
