using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Flights;

/// <summary>Computations that need one another's values never wait for each other for ever.</summary>
[TestFixture(StoreKind.Server)]
[TestFixture(StoreKind.Memory)]
internal sealed class CircleTests(StoreKind kind) : CacheFixture(kind)
{
    [Test]
    public async Task Keys_that_need_one_another_are_all_computed([Values(2, 3, 5)] int keys, [Values] bool haveLeases)
    {
        var options = new CacheEntryOptions { Lease = haveLeases ? TimeSpan.FromSeconds(30) : null };
        await ExpectEndAsync([.. Enumerable.Repeat(Cache, keys)], options);
    }

    [Test]
    public async Task Keys_of_two_caches_that_need_one_another_are_both_computed() =>
        await ExpectEndAsync([Cache, NewCache("other")], new CacheEntryOptions());

    [Test]
    public async Task A_computation_that_asks_for_several_keys_at_once_waits_for_none_that_needs_it()
    {
        var gate = new Gate();
        Task<int> all = Cache.GetOrCreateAsync("all", async token =>
        {
            await gate.PassAsync(token);
            int[] parts = await Task.WhenAll(Enumerable.Range(0, 3).Select(part => PartAsync(part).AsTask()));
            return parts.Sum();
        }).AsTask();
        await gate.Reached.Soon();
        Task<int> part = PartAsync(1).AsTask();

        gate.Open();
        await Task.WhenAll(all, part).Soon();

        ValueTask<int> PartAsync(int part) => Cache.GetOrCreateAsync($"part {part}", async token =>
        {
            await gate.PassAsync(token);
            return part == 1 ? await Cache.GetOrCreateAsync("all", _ => ValueTask.FromResult(7), cancellationToken: token) : part;
        });
    }

    [Test]
    public async Task Computations_that_only_share_a_third_one_wait_for_it()
    {
        int runs = 0;
        var gate = new Gate();
        Task<int>[] calls = [.. Enumerable.Range(0, 10).Select(number => Cache.GetOrCreateAsync($"user {number}", async token =>
            await Cache.GetOrCreateAsync("shared", async inner =>
            {
                await gate.PassAsync(inner);
                return Interlocked.Increment(ref runs);
            }, cancellationToken: token)).AsTask())];
        await gate.Reached.Soon();

        gate.Open();
        Assert.That(await Task.WhenAll(calls).Soon(), Is.All.EqualTo(1));
    }

    [Test]
    public async Task Computations_that_have_ended_are_not_kept_by_a_longer_one_that_they_asked_for()
    {
        var gate = new Gate();
        Task<int> longer = Cache.GetOrCreateAsync("longer", async token =>
        {
            await gate.PassAsync(token);
            return 1;
        }).AsTask();
        await gate.Reached.Soon();
        var ended = new List<WeakReference>();
        for (int i = 0; i < 100; i++)
            ended.Add(await AskAsync(i));

        GC.Collect();
        Assert.That(ended.Count(flight => flight.IsAlive), Is.LessThan(20));
        gate.Open();
        await longer.Soon();

        async Task<WeakReference> AskAsync(int number) => await Task.Run(async () =>
        {
            WeakReference? flight = null;
            await Cache.GetOrCreateAsync($"key {number}", async _ =>
            {
                flight = new WeakReference(Flight.Current);
                using var left = new CancellationTokenSource();
                Task<int> asked = Cache.GetOrCreateAsync("longer", _ => ValueTask.FromResult(2), cancellationToken: left.Token).AsTask();
                await left.CancelAsync();
                await asked.ContinueWith(_ => { }, TaskScheduler.Default);
                return 0;
            });
            return flight!;
        });
    }

    // Each key needs the next one, and the last one the first: all are begun before any asks.
    private static async Task ExpectEndAsync(Cache[] caches, CacheEntryOptions options)
    {
        Gate[] gates = [.. caches.Select(_ => new Gate())];
        Task<int>[] calls = [.. Enumerable.Range(0, caches.Length).Select(number => ComputeAsync(number).AsTask())];
        await Task.WhenAll(gates.Select(gate => gate.Reached)).Soon();

        Array.ForEach(gates, gate => gate.Open());
        Assert.That(await Task.WhenAll(calls).Soon(), Has.Length.EqualTo(caches.Length));

        ValueTask<int> ComputeAsync(int number) => caches[number].GetOrCreateAsync($"key {number}", async token =>
        {
            await gates[number].PassAsync(token);
            int next = (number + 1) % caches.Length;
            return 1 + await caches[next].GetOrCreateAsync($"key {next}", _ => ValueTask.FromResult(0), options, token);
        }, options);
    }
}
