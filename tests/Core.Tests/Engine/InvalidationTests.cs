using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A key that is removed, set or cleared while its value is being computed.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class InvalidationTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly CacheEntryOptions _users = new() { Namespace = "users" };

    private static readonly TestCaseData[] _ends =
    [
        Ending("a remove", cache => cache.RemoveAsync("key", _users).AsTask()),
        Ending("a clear of the namespace", cache => cache.ClearAsync("users").AsTask()),
        Ending("a clear of all", cache => cache.ClearAsync().AsTask()),
        Ending("a set for no time", cache => cache.SetAsync("key", "gone", _users with { Expiration = TimeSpan.Zero }).AsTask()),
    ];

    private readonly TaskCompletionSource<string> _old = new();

    [TestCaseSource(nameof(_ends))]
    public async Task The_result_is_not_stored(Func<Cache, Task> end)
    {
        Task<string> call = ComputeOldAsync();
        await end(Cache);
        _old.SetResult("old");
        await call.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key", _users)).HasValue, Is.False);
    }

    [TestCaseSource(nameof(_ends))]
    public async Task Waiting_callers_still_get_the_result(Func<Cache, Task> end)
    {
        Task<string> leader = ComputeOldAsync();
        Task<string> follower = ComputeOldAsync();
        await end(Cache);
        _old.SetResult("old");
        Assert.That(await Task.WhenAll(leader, follower).Soon(), Is.All.EqualTo("old"));
    }

    [TestCaseSource(nameof(_ends))]
    public async Task Later_callers_compute_anew(Func<Cache, Task> end)
    {
        Task<string> call = ComputeOldAsync();
        await end(Cache);
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), _users).Soon(), Is.EqualTo("new"));
        _old.SetResult("old");
        await call.Soon();
    }

    [TestCaseSource(nameof(_ends))]
    public async Task The_value_that_later_callers_computed_is_not_replaced(Func<Cache, Task> end)
    {
        Task<string> call = ComputeOldAsync();
        await end(Cache);
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), _users).Soon();
        _old.SetResult("old");
        await call.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key", _users)).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task A_value_that_was_set_meanwhile_is_not_replaced()
    {
        Task<string> call = ComputeOldAsync();
        await Cache.SetAsync("key", "new", _users);
        _old.SetResult("old");
        await call.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key", _users)).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task A_value_that_was_set_meanwhile_is_found_before_the_computation_ends()
    {
        _ = ComputeOldAsync();
        await Cache.SetAsync("key", "new", _users);
        Assert.That(await ComputeOldAsync().Soon(), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_clear_of_another_namespace_does_not_affect_the_computation()
    {
        Task<string> call = ComputeOldAsync();
        await Cache.ClearAsync("user");
        _old.SetResult("old");
        await call.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key", _users)).Value, Is.EqualTo("old"));
    }

    [Test]
    public async Task A_remove_of_another_key_does_not_affect_the_computation()
    {
        Task<string> call = ComputeOldAsync();
        await Cache.RemoveAsync("key2", _users);
        _old.SetResult("old");
        await call.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key", _users)).Value, Is.EqualTo("old"));
    }

    [Test]
    public async Task A_factory_may_remove_its_own_key()
    {
        string value = await Cache.GetOrCreateAsync("key", async token =>
        {
            await Cache.RemoveAsync("key", null, token);
            return "value";
        }).Soon();
        Assert.That(value, Is.EqualTo("value"));
    }

    private static TestCaseData Ending(string name, Func<Cache, Task> end) => Case.Of(name, end);

    private Task<string> ComputeOldAsync() => Cache.GetOrCreateAsync("key", _ => new ValueTask<string>(_old.Task), _users).AsTask();
}
