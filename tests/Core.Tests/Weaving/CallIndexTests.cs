using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Weaving;

/// <summary>The index from a function's calls to their values: it has the live calls, however many, and nothing else.</summary>
[TestFixture]
internal sealed class CallIndexTests : IDisposable
{
    private const int Smallest = 8;
    private const int Limit = 16_000_000;

    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryBackend _backend;
    private readonly Cache _cache;
    private readonly Numbers _numbers;

    public CallIndexTests()
    {
        _backend = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = _clock, SizeLimit = Limit });
        _cache = new Cache(_backend, "app", new CacheOptions { TimeProvider = _clock, Expiration = TimeSpan.FromMinutes(1) });
        _numbers = new Numbers(_cache);
    }

    public void Dispose()
    {
        _cache.Dispose();
        _backend.Dispose();
    }

    [Test]
    public void Any_number_of_calls_is_found_without_their_keys([Values(1, 16, 1_024, 4_096, 20_000)] int calls)
    {
        HoldAll(calls);
        for (int number = 0; number < calls; number++)
            Assert.That(_numbers.Call(number), Is.EqualTo($"value of {number}"));
        Assert.That((_numbers.Index.Count, _numbers.Runs), Is.EqualTo((calls, calls)));
    }

    [Test]
    public void Calls_with_the_same_hash_are_told_apart()
    {
        for (int i = 0; i < 10; i++)
            _numbers.Hold(7 + (i * Numbers.Hashes));
        for (int i = 0; i < 10; i++)
            Assert.That(_numbers.Call(7 + (i * Numbers.Hashes)), Is.EqualTo($"value of {7 + (i * Numbers.Hashes)}"));
    }

    [Test]
    public async Task A_write_of_one_call_leaves_all_others_in_place()
    {
        HoldAll(1_000);
        for (int number = 1_000; number < 2_000; number++)
            await _cache.SetAsync($"other {number}", "value");
        Assert.That(KeysOfAll(1_000), Is.Zero);
    }

    [Test]
    public async Task A_call_has_one_place_however_often_it_is_computed()
    {
        for (int i = 0; i < 100; i++)
        {
            _numbers.Hold(7);
            await _numbers.RemoveAsync(7);
        }

        Assert.That(_numbers.Index.Count, Is.LessThanOrEqualTo(1));
        Assert.That(_numbers.Index.Capacity, Is.EqualTo(Smallest));
    }

    [Test]
    public async Task A_full_index_drops_ended_calls_before_it_grows()
    {
        for (int number = 0; number < 10_000; number++)
        {
            _numbers.Hold(number);
            if (number >= 100)
                await _numbers.RemoveAsync(number - 100);
        }

        Assert.That(_numbers.Index.Capacity, Is.LessThanOrEqualTo(256));
    }

    [Test]
    public async Task An_ended_call_is_not_served_from_the_index([Values] Ending ending)
    {
        _numbers.Hold(7);
        await EndAllAsync(ending, 7);

        // The store tells from another thread which entries made room.
        Assert.That(() => _numbers.Call(7) == "other" || _numbers.Runs > 1, Is.True.After(delayInMilliseconds: 60_000, pollingInterval: 1));
    }

    [Test]
    public async Task The_index_shrinks_when_its_calls_have_ended([Values] Ending ending)
    {
        HoldAll(2_000);
        await EndAllAsync(ending, [.. Enumerable.Range(0, 2_000)]);
        Assert.That(CollectAndMeasure, Is.EqualTo((0, Smallest)).After(delayInMilliseconds: 60_000, pollingInterval: 1));
    }

    [Test]
    public async Task A_large_index_shrinks_too()
    {
        HoldAll(20_000);
        await _cache.ClearAsync();
        Assert.That(() => CollectAndMeasure() is (0, <= 1_000), Is.True.After(delayInMilliseconds: 60_000, pollingInterval: 1));
    }

    [Test]
    public async Task The_calls_that_go_on_stay_when_the_index_shrinks()
    {
        HoldAll(2_000);
        for (int number = 10; number < 2_000; number++)
            await _numbers.RemoveAsync(number);
        Assert.That(CollectAndMeasure, Is.EqualTo((10, 32)).After(delayInMilliseconds: 60_000, pollingInterval: 1));
        Assert.That(KeysOfAll(10), Is.Zero);
    }

    [Test]
    public async Task Neither_the_arguments_nor_the_value_of_an_ended_call_stay_reachable([Values] Ending ending)
    {
        // An entry whose tag was evicted may stay in its store for a while.
        bool isInStore = ending is Ending.EvictedByTag or Ending.EvictedSoftly;
        (WeakReference text, WeakReference value) = HoldOnce();
        await EndAllAsync(ending, 7);
        Assert.That(AnyIsAlive, Is.False.After(delayInMilliseconds: 60_000, pollingInterval: 1));

        bool AnyIsAlive()
        {
            // The store drops what has expired when it is used.
            _cache.SetAsync("other", "value").AsTask().GetAwaiter().GetResult();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return text.IsAlive || (value.IsAlive && !isInStore);
        }
    }

    [Test]
    public void An_index_that_nobody_uses_is_collected()
    {
        WeakReference index = HoldInAnother();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.That(index.IsAlive, Is.False);
    }

    [Test]
    public async Task A_removed_value_is_never_returned_again_while_the_index_grows_and_is_swept()
    {
        const int Hot = 16;
        const int Versions = 3_000;
        int[] computed = new int[Hot];
        int[] removed = new int[Hot];
        _numbers.Source = number => $"{(number < Hot ? Volatile.Read(ref computed[number]) : number)}";
        using var stop = new CancellationTokenSource();
        Task<int>[] callers = [.. Enumerable.Range(0, 3).Select(first => Task.Run(() => CallAll(first)))];

        for (int i = 0; i < Versions; i++)
        {
            int number = i % Hot;
            int version = Interlocked.Increment(ref computed[number]);
            await _numbers.RemoveAsync(number);
            Volatile.Write(ref removed[number], version);
            if (i % 300 == 0)
                GC.Collect();
        }

        await stop.CancelAsync();
        Assert.That(await Task.WhenAll(callers), Is.All.Zero);

        // How many values were older than the last removal before the call.
        int CallAll(int first)
        {
            int old = 0;
            for (int i = 0; !stop.IsCancellationRequested; i++)
            {
                int number = i % Hot;
                int version = Volatile.Read(ref removed[number]);
                old += int.Parse(_numbers.Call(number), CultureInfo.InvariantCulture) < version ? 1 : 0;
                _numbers.Hold(Hot + (i % 50_000) + first);
            }

            return old;
        }
    }

    // A call that is made while the index is swept is left out until it is made again.
    private void HoldAll(int calls) => Assert.That(() => KeysOfAll(calls), Is.Zero.After(delayInMilliseconds: 60_000, pollingInterval: 1));

    private int KeysOfAll(int calls)
    {
        int keys = _numbers.Keys;
        for (int number = 0; number < calls; number++)
            _numbers.Call(number);
        return _numbers.Keys - keys;
    }

    // The index is swept in the background after a collection.
    private (int Count, int Capacity) CollectAndMeasure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (_numbers.Index.Count, _numbers.Index.Capacity);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference Text, WeakReference Value) HoldOnce()
    {
        string text = new('x', 7);
        _numbers.Hold(7, text);
        return (new WeakReference(text), new WeakReference(_numbers.Call(7, text)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference HoldInAnother()
    {
        var others = new Numbers(_cache);
        others.Hold(7);
        return new WeakReference(others.Index);
    }

    private async Task EndAllAsync(Ending ending, params int[] numbers)
    {
        switch (ending)
        {
            case Ending.Expired:
                _clock.Advance(TimeSpan.FromMinutes(3));
                break;
            case Ending.Cleared:
                await _cache.ClearAsync();
                break;
            case Ending.ClearedInTheStore:
                await _backend.ClearAsync("");
                break;
            case Ending.Crowded:
                for (int i = 0; i < 4; i++)
                    await _backend.SetAsync("large", new byte[Limit - 300], timeToLive: null);
                break;
            default:
                foreach (int number in numbers)
                    await EndAsync(ending, number);
                break;
        }
    }

    private async Task EndAsync(Ending ending, int number)
    {
        switch (ending)
        {
            case Ending.Removed:
                await foreach (StoredKey key in _backend.ListAsync($"app::numbers({number},"))
                    await _backend.RemoveAsync(key.Key);
                break;
            case Ending.Replaced:
                await foreach (StoredKey key in _backend.ListAsync($"app::numbers({number},"))
                    await _backend.SetAsync(key.Key, "\"other\""u8.ToArray(), TimeSpan.FromMinutes(1));
                break;
            default:
                await _cache.EvictAsync($"number:{number}", ending == Ending.EvictedSoftly ? EvictionMode.Soft : EvictionMode.Immediate);
                break;
        }
    }
}
