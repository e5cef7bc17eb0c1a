using System.Runtime.CompilerServices;
using CacheKit.Conformance;
using CacheKit.Weaving.Tests.Functions;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Weaving.Tests;

/// <summary>A hit without a key lookup is served only while the store holds the entry.</summary>
[TestFixture]
internal sealed class IndexTests : WovenFixture
{
    private const string Key = "api-cache::CacheKit.Weaving.Tests.Functions.Shapes.Find(id=7)";

    [Test]
    public async Task Not_after_it_was_removed_by_key()
    {
        Warm();
        await Backend.RemoveAsync(Key);
        Assert.That(Shapes.Find(7), Is.EqualTo("7 2"));
    }

    [Test]
    public async Task Not_after_it_was_cleared()
    {
        Warm();
        await Backend.ClearAsync("api-cache::");
        Assert.That(Shapes.Find(7), Is.EqualTo("7 2"));
    }

    [Test]
    public async Task Not_after_it_was_replaced()
    {
        Warm();
        await Backend.SetAsync(Key, "\"replaced\""u8.ToArray(), null);
        Assert.That(Shapes.Find(7), Is.EqualTo("replaced"));
        Assert.That(Shapes.Find(7), Is.EqualTo("replaced"));
    }

    [Test]
    public void Not_after_it_expired()
    {
        var time = new FakeTimeProvider();
        using var backend = new InMemoryBackend(new() { TimeProvider = time });
        CacheManager.Init(backend, configure: options => options.Expiration = TimeSpan.FromSeconds(10));
        Warm();

        time.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerSecond * 10 - 1));
        Assert.That(Shapes.Find(7), Is.EqualTo("7 1"));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.That(Shapes.Find(7), Is.EqualTo("7 2"));
    }

    [Test]
    public void Not_from_a_cache_that_was_replaced()
    {
        Warm();
        using var other = new InMemoryBackend();
        CacheManager.Init(other);
        Assert.That(Shapes.Find(7), Is.EqualTo("7 2"));
    }

    [Test]
    public void Not_while_the_cache_is_off()
    {
        Warm();
        CacheManager.Enabled = false;
        Assert.That(Shapes.Find(7), Is.EqualTo("7 2"));
        CacheManager.Enabled = true;
        Assert.That(Shapes.Find(7), Is.EqualTo("7 1"));
    }

    [Test]
    public void Not_after_a_bounded_store_has_dropped_it()
    {
        using var backend = new InMemoryBackend(new() { SizeLimit = 2_000 });
        CacheManager.Init(backend);
        Warm();
        for (int id = 100; id < 10_000; id++)
            Shapes.Find(id);

        // The store reports dropped entries from another thread.
        Assert.That(() => Shapes.Find(7), Is.Not.EqualTo("7 1").After(delayInMilliseconds: 60_000, pollingInterval: 5));
    }

    [Test]
    public void More_calls_than_the_index_has_slots_are_hits_too()
    {
        for (int round = 0; round < 3; round++)
        {
            for (int id = 0; id < 5_000; id++)
                Assert.That(Shapes.Find(id), Is.EqualTo($"{id} {id + 1}"));
        }
    }

    [Test]
    public async Task A_hit_in_memory_is_complete_at_once_and_the_same_task()
    {
        await Shapes.FindAsync(7, "admin");
        await Shapes.FindAsync(7, "admin");
        Task<string> hit = Shapes.FindAsync(7, "admin");
        Assert.That(hit.IsCompletedSuccessfully);
        Assert.That(Shapes.FindAsync(7, "admin"), Is.SameAs(hit));
    }

    [Test]
    public void A_hit_allocates_nothing()
    {
        Warm();
        Assert.That(Allocations.Of(100, static () => Shapes.Find(7)), Is.Zero);
    }

    [Test]
    public async Task A_hit_of_a_task_allocates_nothing()
    {
        for (int i = 0; i < 3; i++)
            await Shapes.FindAsync(7, "admin");
        Assert.That(Allocations.Of(100, static () => _ = Shapes.FindAsync(7, "admin")), Is.Zero);
    }

    [Test]
    public void A_hit_by_key_allocates_no_key()
    {
        var day = new DateOnly(2026, 1, 2);
        string key = CacheManager.For(() => Shapes.Measured(7.5, day)).Key;
        for (int i = 0; i < 3; i++)
            Shapes.Measured(7.5, day);

        // Unoptimized code boxes the arguments, but allocates nothing else.
        Assert.That(Allocations.Of(100, () => Shapes.Measured(7.5, day)), Is.LessThan(100 * sizeof(char) * key.Length));
    }

    [Test]
    public async Task An_entry_evicted_during_concurrent_reads_is_never_read_again()
    {
        using var stop = new CancellationTokenSource();
        Task[] readers =
        [
            .. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                while (!stop.IsCancellationRequested)
                    Shapes.Count();
            }))
        ];

        for (int i = 0; i < 500; i++)
        {
            int before = Shapes.Count();
            await CacheManager.For(() => Shapes.Count()).RemoveAsync();
            Assert.That(Shapes.Count(), Is.GreaterThan(before));
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Test]
    public void The_receiver_and_the_arguments_of_a_call_are_not_kept_alive()
    {
        (WeakReference self, WeakReference ignored) = CallOnce();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.That((self.IsAlive, ignored.IsAlive), Is.EqualTo((false, false)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference Self, WeakReference Ignored) CallOnce()
    {
        var gated = new Gated();
        object trace = new();
        for (int i = 0; i < 3; i++)
        {
            gated.ThreadOf(7);
            Shapes.Ignoring(7, trace);
        }

        return (new WeakReference(gated), new WeakReference(trace));
    }

    private static void Warm()
    {
        for (int i = 0; i < 3; i++)
            Assert.That(Shapes.Find(7), Is.EqualTo("7 1"));
    }
}
