using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>What a process knows of a key, such as that its factory failed, ends with a change by another process, and with no other.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RemoteChangeTests : TierFixture
{
    private static readonly CacheEntryOptions _remembering = new()
    {
        ExpirationRules = new ExpirationRules { ExceptionExpiration = _ => TimeSpan.FromHours(1) },
    };

    private readonly TalkingStore _store;
    private int _runs;

    public RemoteChangeTests() => _store = new TalkingStore(Clock);

    [TestCase("set", true)]
    [TestCase("remove", true)]
    [TestCase("clear", true)]
    [TestCase("interruption", true)]
    [TestCase("remove another key", false)]
    [TestCase("clear another namespace", false)]
    public async Task A_change_ends_a_remembered_exception(string change, bool endsIt)
    {
        (Cache one, Cache other) = (await CacheAsync(), await CacheAsync());
        await ExpectFailureAsync(one);
        await ExpectFailureAsync(one);
        Assert.That(_runs, Is.EqualTo(1));

        await ChangeAsync(other, change);
        await ExpectFailureAsync(one);
        Assert.That(_runs, Is.EqualTo(endsIt ? 2 : 1));
    }

    [TestCase("set another key")]
    [TestCase("remove another key")]
    [TestCase("clear another namespace")]
    [TestCase("evict a tag")]
    public async Task A_change_of_something_else_does_not_affect_a_computation(string change)
    {
        (Cache one, Cache other) = (await CacheAsync(), await CacheAsync());
        await other.SetAsync("tagged", "value", new CacheEntryOptions { Tags = ["tag"] });
        var gate = new Gate();
        Task<string> computing = one.GetOrCreateAsync("key", async token =>
        {
            await gate.PassAsync(token);
            return "computed";
        }).AsTask();
        await gate.Reached.Soon();
        await ChangeAsync(other, change);
        gate.Open();
        await computing.Soon();
        Assert.That((await one.TryGetAsync<string>("key")).Value, Is.EqualTo("computed"));
    }

    private async Task ChangeAsync(Cache cache, string change)
    {
        switch (change)
        {
            case "set":
                await cache.SetAsync("key", "value", new CacheEntryOptions { Expiration = TimeSpan.FromSeconds(1) });
                Clock.Advance(TimeSpan.FromSeconds(1));
                break;
            case "set another key":
                await cache.SetAsync("another", "value");
                break;
            case "remove":
                await cache.RemoveAsync("key");
                break;
            case "remove another key":
                await cache.RemoveAsync("another");
                break;
            case "clear":
                await cache.ClearAsync();
                break;
            case "clear another namespace":
                await cache.ClearAsync("another");
                break;
            case "evict a tag":
                await cache.EvictAsync("tag");
                break;
            default:
                _store.Interrupt();
                break;
        }
    }

    private async Task ExpectFailureAsync(Cache cache)
    {
        Task<string> call = cache.GetOrCreateAsync<string>(
            "key",
            _ =>
            {
                _runs++;
                throw new IOException();
            },
            _remembering).AsTask();
        try
        {
            await call.Soon();
        }
        catch (IOException)
        {
            return;
        }

        Assert.Fail("Nothing was thrown.");
    }

    private async Task<Cache> CacheAsync() => new(await HearingProcessAsync(_store), "app", new CacheOptions { TimeProvider = Clock });
}
