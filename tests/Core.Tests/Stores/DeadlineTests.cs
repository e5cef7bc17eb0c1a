using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Stores;

/// <summary>A store that does not answer costs a call of the cache its timeout once, whatever the call would have asked of it.</summary>
[TestFixture]
internal sealed class DeadlineTests : CacheFixture
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1);

    private static readonly TestCaseData[] _calls =
    [
        Call("without more", new CacheEntryOptions()),
        Call("with tags", new CacheEntryOptions { Tags = ["one", "two"] }),
        Call("with a lease", new CacheEntryOptions { Lease = TimeSpan.FromSeconds(9) }),
        Call("with both", new CacheEntryOptions { Tags = ["one", "two"], Lease = TimeSpan.FromSeconds(9) }),
    ];

    private readonly ReplacingBackend _store;

    public DeadlineTests()
        : base(StoreKind.Server) => _store = (ReplacingBackend)Backend;

    [TestCaseSource(nameof(_calls))]
    public async Task A_value_is_computed_after_one_timeout(CacheEntryOptions options)
    {
        HoldAll();
        Task<string> call = Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), options).AsTask();
        Clock.Advance(_timeout);
        Assert.That(await call.Soon(), Is.EqualTo("value"));
    }

    [Test]
    public async Task An_entry_whose_tags_alone_are_slow_costs_one_timeout()
    {
        var tagged = new CacheEntryOptions { Tags = ["one", "two"] };
        await Cache.SetAsync("key", "old", tagged);
        Gate first = _store.HoldNext(RecordingBackend.Get);
        HoldAll();
        first.Open();
        Task<string> call = Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), tagged).AsTask();
        Clock.Advance(_timeout);
        Assert.That(await call.Soon(), Is.EqualTo("value"));
    }

    [Test]
    public async Task A_set_with_tags_costs_one_timeout_and_drops_the_old_value()
    {
        await Cache.SetAsync("key", "old");
        HoldAll();
        Task setting = Cache.SetAsync("key", "new", new CacheEntryOptions { Tags = ["one", "two"] }).AsTask();
        Clock.Advance(_timeout);
        await setting.Soon();
        Assert.That(Cache.Engine.Store.Calls.IsPending("app::key"), Is.True);
    }

    [Test]
    public async Task A_value_that_is_put_with_tags_drops_the_old_one_too()
    {
        var tagged = new CacheEntryOptions { Tags = ["tag"] };
        await Cache.SetAsync("key", "old", tagged);
        HoldAll();
        Task<string> putting = Cache.Engine.RefreshAsync(
            "app::key", 0, (_, _) => ValueTask.FromResult("new"), Cache.SettingsOf(tagged), CancellationToken.None).AsTask();
        Clock.Advance(_timeout);
        Assert.That(await putting.Soon(), Is.EqualTo("new"));
        Assert.That(Cache.Engine.Store.Calls.IsPending("app::key"), Is.True);
    }

    private static TestCaseData Call(string name, CacheEntryOptions options) => Case.Of(name, options);

    private void HoldAll()
    {
        string[] operations =
            [RecordingBackend.Get, RecordingBackend.Set, RecordingBackend.Add, RecordingBackend.Replace, RecordingBackend.Remove];
        foreach (string operation in operations)
        {
            for (int i = 0; i < 10; i++)
                _store.HoldNext(operation);
        }
    }
}
