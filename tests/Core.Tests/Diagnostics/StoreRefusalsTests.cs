using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Diagnostics;

/// <summary>Each kind of refusal is logged once when it begins; the end of a temporary refusal is logged once, too.</summary>
[TestFixture]
internal sealed class StoreRefusalsTests : CacheFixture
{
    private readonly ReplacingBackend _store;

    public StoreRefusalsTests()
        : base(StoreKind.Server) => _store = (ReplacingBackend)Backend;

    private IEnumerable<string> Warnings => Loggers.At(LogLevel.Warning);

    private IEnumerable<string> Ends => Loggers.At(LogLevel.Information);

    [Test]
    public async Task The_warning_names_the_refusal_its_consequence_and_the_remedy()
    {
        _store.FailFor("app::key", Refusal.Lasting);
        await ReadAsync();
        Assert.That(Warnings, Is.EqualTo(new[]
        {
            "ReplacingBackend refused get, NOPERM: The store replied \"no permission\". Grant it. Refused reads are misses, " +
            "and the entries are overwritten where possible. Further refusals of this kind are counted, not logged",
        }));
    }

    [Test]
    public async Task The_key_is_logged_at_debug_only()
    {
        _store.FailFor("app::key", Refusal.Lasting);
        await ReadAsync();
        Assert.That(
            Loggers.Entries.Where(entry => entry.Message.Contains("app::key", StringComparison.Ordinal)).Select(entry => entry.Level),
            Is.All.EqualTo(LogLevel.Debug));
        Assert.That(Loggers.At(LogLevel.Debug), Has.Member("Refused at get, NOPERM: app::key"));
    }

    [Test]
    public async Task A_lasting_refusal_is_one_warning_for_each_operation()
    {
        _store.Fail(RecordingBackend.Get, Refusal.Lasting);
        _store.Fail(RecordingBackend.Set, Refusal.Lasting);
        for (int i = 0; i < 100; i++)
        {
            await ReadAsync();
            await Cache.SetAsync("key", "value");
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.That(Warnings.Count(), Is.EqualTo(2));
    }

    // As a full server is one: small entries go in, reads succeed all the time.
    [Test]
    public async Task A_full_store_that_accepts_some_writes_is_one_warning_and_one_end()
    {
        for (int i = 0; i < 500; i++)
        {
            if (i % 3 == 0)
                _store.Recover();
            else
                Fill();
            await Cache.GetOrCreateAsync($"key {i}", _ => ValueTask.FromResult("value"), new CacheEntryOptions { Tags = ["tag", $"tag {i}"] });
            await ReadAsync();
            Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.That((Warnings.Count(), Ends.Count()), Is.EqualTo((1, 0)));
        _store.Recover();
        Clock.Advance(TimeSpan.FromMinutes(10));
        await Cache.SetAsync("key", "value", new CacheEntryOptions { Tags = ["another tag"] });
        await Cache.SetAsync("key", "value");
        Assert.That(Ends.Single(), Does.Match("^ReplacingBackend accepts (add|set) again after [0-9]+ refused calls \\(OOM\\)$"));
    }

    [Test]
    public async Task A_successful_read_does_not_end_a_refusal_of_writes()
    {
        Fill();
        await Cache.SetAsync("key", "value");
        await Cache.SetAsync("key", "value");
        Clock.Advance(TimeSpan.FromHours(1));
        await Cache.TryGetAsync<string>("another");
        Assert.That(Ends, Is.Empty);
    }

    [Test]
    public async Task A_refusal_is_no_failure_in_the_log()
    {
        _store.Fail(exception: Refusal.Passing);
        for (int i = 0; i < 10; i++)
            await ReadAsync();
        Assert.That(Loggers.Entries.Select(entry => entry.Message), Has.None.Contains("failed"));
    }

    [Test]
    public async Task The_memory_for_reasons_of_refusals_is_bounded()
    {
        for (int i = 0; i < 1_000; i++)
        {
            _store.FailFor("app::key", new StoreRefusedException($"reason {i}", isTransient: false, "No."));
            await ReadAsync();
        }

        Assert.That(Warnings.Count(), Is.EqualTo(65));
    }

    [TestCase("line\r\nbreak", "line\\u000D\\u000Abreak")]
    [TestCase("\u001b[31mred\u0000", "\\u001B[31mred\\u0000")]
    [TestCase("next\u0085line\u2028 \u2029", "next\\u0085line\\u2028 \\u2029")]
    [TestCase("plain äöü 漢字", "plain äöü 漢字")]
    public async Task A_key_is_logged_on_one_line(string key, string logged)
    {
        await Cache.SetAsync(key, "value");
        await Cache.TryGetAsync<string>(key);
        await Cache.TryGetAsync<string>(key + "?");
        _store.FailFor($"app::{key}", Refusal.Lasting);
        await Cache.TryGetAsync<string>(key);
        Assert.That(Loggers.At(LogLevel.Debug), Is.EqualTo(new[]
        {
            $"Key added: app::{logged}", $"Key found: app::{logged}", $"Key not found: app::{logged}?",
            $"Refused at get, NOPERM: app::{logged}", $"Key not found: app::{logged}",
        }));
    }

    private async Task ReadAsync() => await Cache.TryGetAsync<string>("key");

    private void Fill()
    {
        foreach (string operation in new[] { RecordingBackend.Set, RecordingBackend.Add, RecordingBackend.Replace })
            _store.Fail(operation, Refusal.Passing);
    }
}
