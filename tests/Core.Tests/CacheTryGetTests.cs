using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests;

[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class CacheTryGetTests(StoreKind kind) : CacheFixture(kind)
{
    [Test]
    public async Task Nothing_is_found_under_a_key_that_is_absent() =>
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);

    [Test]
    public async Task The_value_of_a_miss_is_the_default_of_its_type() =>
        Assert.That((await Cache.TryGetAsync<int>("key")).Value, Is.Zero);

    [Test]
    public async Task A_value_that_was_set_is_found()
    {
        await Cache.SetAsync("key", "value");
        Assert.That(await Cache.TryGetAsync<string>("key"), Is.EqualTo(new CacheResult<string>("value")));
    }

    [Test]
    public async Task A_value_that_was_computed_is_found()
    {
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(7));
        Assert.That(await Cache.TryGetAsync<int>("key"), Is.EqualTo(new CacheResult<int>(7)));
    }

    [Test]
    public async Task A_long_key_is_found()
    {
        string key = new('k', 10_000);
        await Cache.SetAsync(key, "value");
        Assert.That((await Cache.TryGetAsync<string>(key)).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task Keys_tell_upper_from_lower_case()
    {
        await Cache.SetAsync("Key", "value");
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }
}
