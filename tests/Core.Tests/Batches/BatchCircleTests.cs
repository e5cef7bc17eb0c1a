using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Batches;

/// <summary>Computations of many keys, and others that need one another's values, never wait for each other for ever.</summary>
[TestFixture(StoreKind.Memory), TestFixture(StoreKind.Server), TestFixture(StoreKind.Remote)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BatchCircleTests(StoreKind kind) : CacheFixture(kind)
{
    [Test]
    public async Task A_later_chunk_may_ask_for_the_computation_that_waits_for_the_batch()
    {
        string value = await Cache.GetOrCreateAsync("all", async token =>
        {
            IReadOnlyDictionary<string, string> parts = await Cache.GetOrCreateManyAsync<string>(["a", "b"], async (missing, inner) =>
            {
                string part = missing[0] == "b" ? await Cache.GetOrCreateAsync("all", _ => ValueTask.FromResult("own"), cancellationToken: inner) : "first";
                return missing.ToDictionary(key => key, _ => part);
            }, maxBatch: 1, cancellationToken: token);
            return $"{parts["a"]} {parts["b"]}";
        }).AsTask().Soon();
        Assert.That(value, Is.EqualTo("first own"));
    }

    [Test]
    public async Task A_factory_may_ask_for_its_keys_after_the_only_caller_of_another_one_has_left()
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        Task batch = Cache.GetOrCreateManyAsync<string>(["a", "b"], async (missing, _) =>
        {
            await gate.PassAsync(CancellationToken.None);
            string own = await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult("own"), cancellationToken: CancellationToken.None);
            return missing.ToDictionary(key => key, _ => own);
        }, cancellationToken: cancellation.Token).AsTask();
        await gate.Reached.Soon();
        Task<string> follower = Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult("other")).AsTask();
        await cancellation.CancelAsync();
        Assert.That(async () => await batch, Throws.InstanceOf<OperationCanceledException>());
        gate.Open();
        Assert.That(await follower.Soon(), Is.AnyOf("own", "other"));
    }

    [Test]
    public async Task A_batch_and_a_computation_that_need_one_another_both_end_after_a_caller_has_left()
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new Gate();
        Task batch = Cache.GetOrCreateManyAsync<string>(["a", "b"], async (missing, _) =>
        {
            await gate.PassAsync(CancellationToken.None);
            string other = await Cache.GetOrCreateAsync(
                "other", async _ => await Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult("own"), cancellationToken: CancellationToken.None),
                cancellationToken: CancellationToken.None);
            return missing.ToDictionary(key => key, _ => other);
        }, cancellationToken: cancellation.Token).AsTask();
        await gate.Reached.Soon();
        Task<string> follower = Cache.GetOrCreateAsync("a", _ => ValueTask.FromResult("follower")).AsTask();
        await cancellation.CancelAsync();
        Assert.That(async () => await batch, Throws.InstanceOf<OperationCanceledException>());
        gate.Open();
        Assert.That(await follower.Soon(), Is.Not.Null);
    }
}
