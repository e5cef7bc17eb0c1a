using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Tags;

/// <summary>A store that could not evict: those who computed meanwhile are kept out all the same, now and when it has done it.</summary>
[TestFixture]
internal sealed class OwedEvictionTests() : CacheFixture(StoreKind.Remote)
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["users"], Expiration = TimeSpan.FromHours(1) };

    [Test]
    public async Task A_result_that_adds_the_tag_is_kept_out([Values] bool isDoneMeanwhile)
    {
        await Cache.SetAsync("other", "value", _tagged);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Cache.GetOrCreateAsync("key", async token =>
        {
            ((RecordingBackend)Backend).Fail(RecordingBackend.Set);
            await Cache.EvictAsync("users", token);
            ((RecordingBackend)Backend).Recover();
            Clock.Advance(isDoneMeanwhile ? new StoreOptions().BreakFor : TimeSpan.Zero);
            CacheContext.Current!.AddTags("users");
            return "value";
        });
        Assert.That(Cache.Engine.Store.Calls.IsPending("app:%tags:users"), Is.Not.EqualTo(isDoneMeanwhile));
        Assert.That(((await Cache.TryGetAsync<string>("key")).HasValue, (await Cache.TryGetAsync<string>("other")).HasValue), Is.EqualTo((false, false)));
    }
}
