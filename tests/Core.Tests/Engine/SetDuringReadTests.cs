using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A value that is set after a caller has read the store, and before or while the caller computes: it stays.</summary>
[TestFixture(1)]
[TestFixture(2)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SetDuringReadTests : IDisposable
{
    // A caller of a stale entry waits for its new value.
    private static readonly CacheEntryOptions _short = new()
    {
        Expiration = TimeSpan.FromMinutes(1),
        Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.FromHours(1) },
    };

    private readonly FakeTimeProvider _clock = new();
    private readonly SharedStore _store;
    private readonly Cache _reader;
    private readonly Cache _writer;

    // In one process, or in two.
    public SetDuringReadTests(int processes)
    {
        _store = new SharedStore(_clock);
        _reader = NewCache();
        _writer = processes == 1 ? _reader : NewCache();
    }

    public void Dispose() => _store.Dispose();

    [Test]
    public async Task A_value_that_was_set_is_not_replaced_by_one_computed_after_an_earlier_miss()
    {
        Gate answer = _store.HoldNextAnswer();
        Task<string> call = _reader.GetOrCreateAsync("key", _ => ValueTask.FromResult("computed")).AsTask();
        await answer.Reached.Soon();
        await _writer.SetAsync("key", "set");

        answer.Open();
        await call.Soon();
        Assert.That((await _reader.TryGetAsync<string>("key")).Value, Is.EqualTo("set"));
    }

    [Test]
    public async Task A_value_that_was_set_is_not_replaced_by_one_that_was_being_computed([Values] bool isStale)
    {
        if (isStale)
            await MakeStaleAsync();
        var gate = new Gate();
        Task<string> call = _reader.GetOrCreateAsync("key", async token =>
        {
            await gate.PassAsync(token);
            return "computed";
        }, _short).AsTask();
        await gate.Reached.Soon();
        await _writer.SetAsync("key", "set", _short);

        gate.Open();
        Assert.That(await call.Soon(), Is.EqualTo("computed"));
        Assert.That((await _reader.TryGetAsync<string>("key", _short)).Value, Is.EqualTo("set"));
    }

    [Test]
    public async Task A_value_that_was_set_is_found_by_a_caller_that_read_its_tag_before()
    {
        var store = new ReplacingBackend(_clock);
        var reader = new Cache(store, "app", new CacheOptions { TimeProvider = _clock });
        var writer = new Cache(store, "app", new CacheOptions { TimeProvider = _clock });
        CacheEntryOptions tagged = new() { Tags = ["tag"] };
        Gate gate = store.HoldNext(RecordingBackend.Get);
        Task<string> call = reader.GetOrCreateAsync("key", _ => ValueTask.FromResult("computed"), tagged).AsTask();
        await gate.Reached.Soon();
        await writer.SetAsync("key", "set", tagged);

        gate.Open();
        Assert.That(await call.Soon(), Is.EqualTo("set"));
    }

    private async Task MakeStaleAsync()
    {
        await _writer.SetAsync("key", "stale", _short);
        _clock.Advance(TimeSpan.FromMinutes(2));
    }

    private Cache NewCache() => new(_store, "app", new CacheOptions { TimeProvider = _clock });
}
