using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class CacheGetOrCreateTests(StoreKind kind) : CacheFixture(kind)
{
    private int _runs;

    [Test]
    public async Task A_missing_value_is_computed() =>
        Assert.That(await Cache.GetOrCreateAsync("key", Compute), Is.EqualTo("value 1"));

    [Test]
    public async Task A_value_is_computed_once()
    {
        await Cache.GetOrCreateAsync("key", Compute);
        Assert.That(await Cache.GetOrCreateAsync("key", Compute), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task Each_key_has_a_value_of_its_own()
    {
        await Cache.GetOrCreateAsync("one", Compute);
        Assert.That(await Cache.GetOrCreateAsync("two", Compute), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task A_state_is_handed_to_the_factory() =>
        Assert.That(await Cache.GetOrCreateAsync("key", 7, static (state, _) => ValueTask.FromResult($"user {state}")), Is.EqualTo("user 7"));

    [Test]
    public async Task A_factory_that_takes_its_time_is_waited_for()
    {
        var gate = new Gate();
        Task<string> call = Cache.GetOrCreateAsync("key", async token =>
        {
            await gate.PassAsync(token);
            return "late";
        }).AsTask();
        await gate.Reached.Soon();

        gate.Open();

        Assert.That(await call.Soon(), Is.EqualTo("late"));
    }

    [Test]
    public async Task A_hit_is_answered_at_once_by_a_store_that_answers_at_once()
    {
        await Cache.SetAsync("key", "value");
        Assert.That(Cache.GetOrCreateAsync("key", Compute).AsTask().IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task A_key_of_10_000_characters_works()
    {
        string key = new('k', 10_000);
        await Cache.GetOrCreateAsync(key, Compute);
        Assert.That(await Cache.GetOrCreateAsync(key, Compute), Is.EqualTo("value 1"));
    }

    [TestCase("a key with spaces")]
    [TestCase("user:7")]
    [TestCase("100%")]
    [TestCase("ключ")]
    [TestCase("\n\t\0")]
    [TestCase("*?[a]\\")]
    public async Task A_key_may_hold_any_characters(string key)
    {
        await Cache.SetAsync(key, "value");
        Assert.That(await Cache.GetOrCreateAsync(key, Compute), Is.EqualTo("value"));
    }

    [Test]
    public async Task An_entry_may_have_a_coder_of_its_own()
    {
        var own = new CountingCoder();
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new CodedList<int> { 1 }), new CacheEntryOptions { Coder = own });
        Assert.That((own.Encoded, Coder.Encoded), Is.EqualTo((1, 0)));
    }

    [Test]
    public void A_factory_is_needed() =>
        Assert.That(async () => await Cache.GetOrCreateAsync<string>("key", null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("factory"));

    private ValueTask<string> Compute(CancellationToken cancellationToken) => ValueTask.FromResult($"value {++_runs}");
}
