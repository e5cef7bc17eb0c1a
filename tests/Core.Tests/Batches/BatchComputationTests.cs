using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Batches;

/// <summary>Concurrent computations of many keys, alone and with computations of one key.</summary>
[TestFixture(StoreKind.Memory), TestFixture(StoreKind.Server), TestFixture(StoreKind.Remote)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BatchComputationTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly CacheEntryOptions _graced = new() { Expiration = _minute, Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) } };

    [Test]
    public async Task Overlapping_batches_load_each_key_once()
    {
        var first = new Loader();
        var second = new Loader();
        Task<IReadOnlyDictionary<string, string>> one = first.Load(Cache, ["a", "b", "c"]);
        await first.Begun;
        Task<IReadOnlyDictionary<string, string>> other = second.Load(Cache, ["b", "c", "d"]);
        await second.Begun;
        Assert.That(second.Loads.Single(), Is.EqualTo(new[] { "d" }));
        second.End();
        first.End();
        Assert.That((await one).Keys, Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(await other, Is.EquivalentTo(new Dictionary<string, string> { ["b"] = "b", ["c"] = "c", ["d"] = "d" }));
    }

    [Test]
    public async Task Crossing_batches_do_not_wait_for_each_other_forever()
    {
        var loads = new List<string>();
        Task<IReadOnlyDictionary<string, string>>[] batches = [.. Enumerable.Range(0, 8).Select(batch => Task.Run(async () => await Cache.GetOrCreateManyAsync<string>(
            Enumerable.Range(0, 10).Select(key => $"{(batch % 2 == 0 ? key : 9 - key)}"), async (missing, _) =>
            {
                lock (loads)
                    loads.AddRange(missing);
                await Task.Yield();
                return missing.ToDictionary(key => key);
            }, maxBatch: 3)))];
        foreach (IReadOnlyDictionary<string, string> values in await Task.WhenAll(batches))
            Assert.That(values, Has.Count.EqualTo(10));
        Assert.That(loads, Is.Unique.And.Count.EqualTo(10));
    }

    [Test]
    public async Task A_caller_of_one_key_waits_for_the_batch_that_computes_it()
    {
        var loader = new Loader();
        Task<IReadOnlyDictionary<string, string>> batch = loader.Load(Cache, ["a", "b"]);
        await loader.Begun;
        Task<string> single = Cache.GetOrCreateAsync("b", _ => ValueTask.FromResult("own")).AsTask();
        loader.End();
        Assert.That(await single, Is.EqualTo("b"));
        await batch;
    }

    [Test]
    public async Task A_batch_waits_for_the_caller_that_computes_one_of_its_keys()
    {
        var end = new TaskCompletionSource<string>();
        Task<string> single = Cache.GetOrCreateAsync("b", _ => new ValueTask<string>(end.Task)).AsTask();
        var loader = new Loader();
        Task<IReadOnlyDictionary<string, string>> batch = loader.Load(Cache, ["a", "b"]);
        await loader.Begun;
        loader.End();
        end.SetResult("single");
        Assert.That((await batch)["b"], Is.EqualTo("single"));
        Assert.That(loader.Loads.Single(), Is.EqualTo(new[] { "a" }));
        await single;
    }

    [Test]
    public async Task A_caller_of_one_key_computes_it_itself_if_the_batch_does_not_return_it()
    {
        var loader = new Loader { Unknown = "b" };
        Task<IReadOnlyDictionary<string, string>> batch = loader.Load(Cache, ["a", "b"]);
        await loader.Begun;
        Task<string> single = Cache.GetOrCreateAsync("b", _ => ValueTask.FromResult("own")).AsTask();
        Task<IReadOnlyDictionary<string, string>> other = new Loader().Load(Cache, ["b"]);
        loader.End();
        Assert.That(await single, Is.EqualTo("own"));
        Assert.That((await batch).Keys, Is.EqualTo(new[] { "a" }));
        Assert.That(await other, Is.Empty, "The batch that it waited for did not return the key.");
        Assert.That((await Cache.TryGetAsync<string>("b")).Value, Is.EqualTo("own"));
    }

    [Test]
    public async Task A_failure_reaches_all_batches_that_wait_for_a_key()
    {
        var loader = new Loader();
        Task<IReadOnlyDictionary<string, string>> batch = loader.Load(Cache, ["a", "b"]);
        await loader.Begun;
        Task<IReadOnlyDictionary<string, string>> other = Cache.GetOrCreateManyAsync<string>(
            ["b", "c"], (missing, _) => new(missing.ToDictionary(key => key))).AsTask();
        loader.Fail(new InvalidDataException());
        Assert.That(async () => await batch, Throws.InstanceOf<InvalidDataException>());
        Assert.That(async () => await other, Throws.InstanceOf<InvalidDataException>());
        Assert.That((await Cache.TryGetAsync<string>("c")).Value, Is.EqualTo("c"));
    }

    [TestCase("remove")]
    [TestCase("set")]
    [TestCase("clear")]
    [TestCase("evict")]
    public async Task A_key_that_changes_during_the_computation_is_not_stored_and_the_others_are(string change)
    {
        var loader = new Loader();
        var tagged = new CacheEntryOptions { Tags = ["tag"] };
        Task<IReadOnlyDictionary<string, string>> batch = loader.Load(Cache, ["a", "b"], change == "evict" ? tagged : null);
        await loader.Begun;
        ValueTask changing = change switch
        {
            "remove" => Ignored(Cache.RemoveManyAsync(["b"])),
            "set" => Cache.SetManyAsync<string>([new("b", "new")]),
            "clear" => Ignored(Cache.ClearAsync()),
            _ => Ignored(Cache.EvictManyAsync(["other", "tag"])),
        };
        await changing;
        loader.End();
        Assert.That((await batch)["b"], Is.EqualTo("b"));
        Assert.That((await Cache.TryGetAsync<string>("b")).Value, Is.EqualTo(change == "set" ? "new" : null));
        Assert.That((await Cache.TryGetAsync<string>("a")).HasValue, Is.EqualTo(change is "remove" or "set"));
    }

    [Test]
    public async Task A_cancelled_caller_leaves_alone_and_the_factory_is_cancelled_when_nobody_waits()
    {
        using var cancellation = new CancellationTokenSource();
        using var others = new CancellationTokenSource();
        var loader = new Loader();
        Task<IReadOnlyDictionary<string, string>> batch = loader.Load(Cache, ["a", "b"], cancellationToken: cancellation.Token);
        await loader.Begun;
        Task<string> single = Cache.GetOrCreateAsync("b", _ => ValueTask.FromResult("own"), cancellationToken: others.Token).AsTask();

        await cancellation.CancelAsync();
        Assert.That(async () => await batch, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(loader.Token.IsCancellationRequested, Is.False);

        await others.CancelAsync();
        Assert.That(async () => await single, Throws.InstanceOf<OperationCanceledException>());
        await loader.Cancelled.WaitAsync(_minute);
        loader.End();
        Assert.That(await Cache.GetManyAsync<string>(["a", "b"]), Is.Empty);
    }

    [Test]
    public async Task A_chunk_that_nobody_waits_for_is_cancelled_and_later_ones_are_computed_only_if_somebody_does([Values] bool isLastWanted)
    {
        using var cancellation = new CancellationTokenSource();
        var begun = new List<string>();
        var reached = new Gate();
        CancellationToken second = default;
        Task batch = Cache.GetOrCreateManyAsync<string>(["a", "b", "c"], async (missing, token) =>
        {
            begun.AddRange(missing);
            if (missing[0] == "b")
            {
                second = token;
                await reached.PassAsync(CancellationToken.None);
                token.ThrowIfCancellationRequested();
            }

            return missing.ToDictionary(key => key);
        }, maxBatch: 1, cancellationToken: cancellation.Token).AsTask();
        await reached.Reached;
        ValueTask<string> last = isLastWanted ? Cache.GetOrCreateAsync("c", _ => ValueTask.FromResult("own")) : new("c");
        CancellationToken unwanted = Cache.Engine.Flights.All().Single(running => running.Key.EndsWith(isLastWanted ? 'b' : 'c')).Flight.Abandoned;

        await cancellation.CancelAsync();
        Assert.That(async () => await batch, Throws.InstanceOf<OperationCanceledException>());
        await Poll.UntilAsync(() => second.IsCancellationRequested && unwanted.IsCancellationRequested);
        reached.Open();

        Assert.That(await last, Is.EqualTo("c"));
        string after = await Cache.GetOrCreateAsync("b", _ => ValueTask.FromResult("after"));
        Assert.That((after, begun), Is.EqualTo(("after", isLastWanted ? new List<string> { "a", "b", "c" } : ["a", "b"])));
        Assert.That((await Cache.TryGetAsync<string>("a")).Value, Is.EqualTo("a"));
    }

    [Test]
    public async Task A_batch_that_loses_its_leader_computes_the_rest_together()
    {
        using var cancellation = new CancellationTokenSource();
        var leader = new Loader();
        Task<IReadOnlyDictionary<string, string>> left = leader.Load(Cache, ["a", "b"], cancellationToken: cancellation.Token);
        await leader.Begun;
        var follower = new Loader();
        Task<IReadOnlyDictionary<string, string>> batch = follower.Load(Cache, ["a", "b", "c"]);
        await follower.Begun;
        follower.End();
        await cancellation.CancelAsync();
        Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
        leader.Fail(new ObjectDisposedException("scope"));
        Assert.That((await batch).Keys, Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(follower.Loads, Is.EqualTo(new[] { new[] { "c" }, ["a", "b"] }));
    }

    [Test]
    public async Task A_factory_may_ask_the_cache_for_its_own_keys()
    {
        IReadOnlyDictionary<string, string> values = await Cache.GetOrCreateManyAsync<string>(["a", "b"], async (missing, token) =>
        {
            string inner = await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult("inner"), cancellationToken: token);
            IReadOnlyDictionary<string, string> both = await Cache.GetOrCreateManyAsync<string>(
                ["b", "c"], (keys, _) => new(keys.ToDictionary(key => key)), cancellationToken: token);
            return missing.ToDictionary(key => key, key => $"{key} {inner} {both["b"]}{both["c"]}");
        });
        Assert.That(values["b"], Is.EqualTo("b inner bc"));
    }

    [Test]
    public async Task Stale_values_are_served_and_refreshed_together_in_the_background()
    {
        CacheEntryOptions options = _graced with { Stale = _graced.Stale! with { SoftTimeout = TimeSpan.Zero } };
        await Cache.SetManyAsync<string>([new("a", "old"), new("b", "old")], options);
        Clock.Advance(_minute);
        var loader = new Loader();
        IReadOnlyDictionary<string, string> values = await loader.Load(Cache, ["a", "b"], options).WaitAsync(_minute);
        Assert.That(values.Values, Is.All.EqualTo("old"));
        await loader.Begun;
        Assert.That(loader.Loads.Single(), Is.EqualTo(new[] { "a", "b" }));
        loader.End();
        await Poll.UntilAsync(async () => (await Cache.TryGetAsync<string>("b", options)).Value == "b");
    }

    [Test]
    public async Task Stale_values_are_served_if_the_factory_fails()
    {
        await Cache.SetManyAsync<string>([new("a", "old"), new("b", "old")], _graced);
        Clock.Advance(_minute);
        IReadOnlyDictionary<string, string> values = await Cache.GetOrCreateManyAsync<string>(["a", "b"], (_, _) => throw new IOException(), _graced);
        Assert.That(values.Values, Is.EqualTo(new[] { "old", "old" }));
        Assert.That(async () => await Cache.GetOrCreateManyAsync<string>(["a", "new"], (_, _) => throw new IOException(), _graced), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task A_stale_value_whose_key_the_factory_does_not_return_any_more_is_removed()
    {
        await Cache.SetManyAsync<string>([new("a", "old"), new("b", "old")], _graced);
        Clock.Advance(_minute);
        var loader = new Loader { Unknown = "b" };
        loader.End();
        Assert.That((await loader.Load(Cache, ["a", "b"], _graced)).Keys, Is.EqualTo(new[] { "a" }));
        Assert.That(async () => await Cache.GetOrCreateAsync<string>("b", _ => throw new IOException(), _graced), Throws.InstanceOf<IOException>());
    }

    private static async ValueTask Ignored<T>(ValueTask<T> call) => await call;

    /// <summary>A factory that waits until it is told to end.</summary>
    private sealed class Loader
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task.WaitAsync(_minute);

        public Task Cancelled => _cancelled.Task;

        public List<string[]> Loads { get; } = [];

        public string? Unknown { get; init; }

        public CancellationToken Token { get; private set; }

        public void End() => _end.TrySetResult();

        public void Fail(Exception exception) => _end.TrySetException(exception);

        public Task<IReadOnlyDictionary<string, string>> Load(
            ICache cache, string[] keys, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
            cache.GetOrCreateManyAsync<string>(keys, async (missing, token) =>
            {
                lock (Loads)
                    Loads.Add([.. missing]);
                Token = token;
                await using CancellationTokenRegistration registration = token.Register(() => _cancelled.TrySetResult());
                _begun.TrySetResult();
                await _end.Task;
                return missing.Where(key => key != Unknown).ToDictionary(key => key);
            }, options, cancellationToken: cancellationToken).AsTask();
    }
}
