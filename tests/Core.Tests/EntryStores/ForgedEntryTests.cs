using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>Entries that were written into the store by somebody else than a cache: a miss, or a value of the right type, and never an exception.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Server)]
[TestFixture(StoreKind.Memory)]
internal sealed class ForgedEntryTests(StoreKind kind) : CacheFixture(kind)
{
    private const int Seed = 20261128;
    private const int Mutations = 40_000;
    private const int Calls = 1_500;

    private static readonly long[] _times =
    [
        long.MinValue, -1, 0, 1, 253_402_300_799_999, 253_402_300_800_000, 922_337_203_685_477, long.MaxValue - 1, long.MaxValue,
    ];

    private static readonly CacheEntryOptions _options = new()
    {
        Expiration = TimeSpan.FromMinutes(5),
        Tags = ["users"],
        Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), EagerRefreshThreshold = 0.5 },
        ExpirationRules = new ExpirationRules { SlidingExpiration = TimeSpan.FromMinutes(1) },
    };

    private int _factoryRuns;

    [Test]
    public async Task Times_at_the_ends_of_their_range_fail_no_call()
    {
        long now = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        EntryLifetime usual = new(now, now + 60_000, now + 30_000, 60_000, now + 300_000);
        IEnumerable<EntryLifetime> lifetimes = _times.SelectMany(time => new[]
        {
            usual with { Created = time }, usual with { FreshUntil = time }, usual with { RefreshFrom = time },
            usual with { Sliding = time }, usual with { Cap = time },
            usual with { FreshUntil = now + 1, Sliding = time, Cap = long.MaxValue }, new EntryLifetime(time, time, time, time, time),
        });
        foreach (EntryLifetime lifetime in lifetimes)
            await ReadAsync(EntryEnvelope.WrapAlways("\"forged\""u8, EntryMetadata.Of([], lifetime)));
        AssertQuiet();
    }

    [Test]
    public void Times_that_no_cache_writes_are_no_entry()
    {
        long now = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        EntryLifetime usual = new(now, now + 60_000, EntryLifetime.Never, 0, EntryLifetime.Never);
        EntryLifetime[] wrong =
        [
            usual with { Created = -1 }, usual with { Created = EntryLifetime.Never }, usual with { FreshUntil = long.MinValue },
            usual with { FreshUntil = long.MaxValue - 1 },
            usual with { RefreshFrom = -1 },
            usual with { Sliding = long.MaxValue },
            usual with { Sliding = -1 },
            usual with { Cap = -1 },
        ];
        Assert.That(wrong.Where(lifetime => IsOpened(EntryMetadata.Of([], lifetime))), Is.Empty);
        Assert.That(IsOpened(EntryMetadata.Of([], usual)));
    }

    [Test]
    public void Tags_that_no_cache_writes_are_no_entry()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(IsOpened(Tagged("")), Is.False);
            Assert.That(IsOpened(Tagged(new string('x', LongKey.LengthLimit))), Is.False);
            Assert.That(IsOpened(Tagged([.. Enumerable.Range(0, EntryEnvelope.MaxTags + 1).Select(i => $"app:%tags:{i}")])), Is.False);
            Assert.That(IsOpened(Tagged([.. Enumerable.Range(0, EntryEnvelope.MaxTags).Select(i => $"app:%tags:{i}")])));
        }
    }

    [Test]
    public async Task An_entry_of_more_tags_than_are_read_is_not_stored()
    {
        string[] tags = [.. Enumerable.Range(0, EntryEnvelope.MaxTags + 1).Select(i => $"{i}")];
        await Cache.SetAsync("key", "value", new CacheEntryOptions { Tags = tags });
        Assert.That(await Backend.GetAsync("app::key"), Is.Null);
    }

    [Test]
    public async Task An_entry_changed_at_random_fails_no_call()
    {
        await Cache.SetAsync("key", "value", _options);
        byte[] valid = (await Backend.GetAsync("app::key"))!.Value.ToArray();
        var random = new Random(Seed);
        for (int i = 0; i < Calls; i++)
            await ReadAsync(Mutated(valid, random));
        AssertQuiet();
    }

    [Test]
    public void An_envelope_changed_at_random_is_none_or_one_whose_times_can_be_calculated_with()
    {
        DateTimeOffset now = Clock.GetUtcNow();
        long milliseconds = now.ToUnixTimeMilliseconds();
        byte[] valid = EntryEnvelope.WrapAlways("\"value\""u8, EntryMetadata.Of(
            Tagged("app:%tags:a", "app:%tags:b").Marks,
            new EntryLifetime(milliseconds, milliseconds + 60_000, milliseconds + 30_000, 60_000, EntryLifetime.Never),
            "validator"));
        var random = new Random(Seed);
        var opened = 0;
        for (int i = 0; i < Mutations; i++)
        {
            if (!EntryEnvelope.TryUnwrap(Mutated(valid, random), out _, out EntryMetadata terms) || terms.Lifetime is not { } lifetime)
                continue;

            opened++;
            EntryLifetime slid = lifetime.SlideAt(milliseconds);
            Assert.That(
                () => (
                    lifetime.TimeToLiveAt(now),
                    lifetime.Duration,
                    slid.TimeToLiveAt(now),
                    now - DateTimeOffset.FromUnixTimeMilliseconds(lifetime.Created)),
                Throws.Nothing);
        }

        Assert.That(opened, Is.GreaterThan(100));
    }

    [Test]
    public async Task A_record_of_a_tag_changed_at_random_fails_no_call()
    {
        await Cache.SetAsync("key", "value", _options);
        await Cache.EvictAsync("users", EvictionMode.Soft);
        byte[] valid = (await Backend.GetAsync("app:%tags:users"))!.Value.ToArray();
        var random = new Random(Seed);
        for (int i = 0; i < Calls / 10; i++)
        {
            await Backend.SetAsync("app:%tags:users", Mutated(valid, random), TimeSpan.FromDays(1));
            await Cache.GetOrCreateAsync("key", MakeAsync, _options).Soon();
            await Cache.EvictAsync("users", i % 2 == 0 ? EvictionMode.Soft : EvictionMode.Immediate).Soon();
            await Cache.SetAsync("key", "value", _options).Soon();
        }

        AssertQuiet();
    }

    [Test]
    public void A_record_longer_than_any_is_none()
    {
        byte[] record = TagRecord.Of(new TagGeneration(1));
        for (int i = 0; i < 20; i++)
            record = TagRecord.After(record, new TagGeneration(2));
        Assert.That(TagRecord.TryParse(record, out _));
        Assert.That(TagRecord.TryParse([.. record, (byte)',', .. record], out _), Is.False);
    }

    private async Task ReadAsync(byte[] stored)
    {
        await Backend.SetAsync("app::key", stored, TimeSpan.FromMinutes(10));
        await Cache.TryGetAsync<string>("key").Soon();
        await Cache.GetOrCreateAsync("key", MakeAsync, _options).Soon();
    }

    private ValueTask<string> MakeAsync(CancellationToken cancellationToken) => ValueTask.FromResult($"made {Interlocked.Increment(ref _factoryRuns)}");

    private static EntryMetadata Tagged(params string[] keys) => EntryMetadata.Of([.. keys.Select(key => new TagMark(key, new TagGeneration(1)))]);

    private static bool IsOpened(EntryMetadata terms) => EntryEnvelope.TryUnwrap(EntryEnvelope.WrapAlways("\"forged\""u8, terms), out _, out _);

    // Only unreadable entries may be logged.
    private void AssertQuiet() => Assert.That(
        Loggers.Entries.Where(
            entry => entry.Level >= LogLevel.Warning && entry.Exception is not (
                null or InvalidDataException or System.Text.Json.JsonException or InvalidOperationException)),
        Is.Empty);

    private static byte[] Mutated(byte[] valid, Random random)
    {
        byte[] mutated = random.Next(4) == 0 ? valid[..random.Next(valid.Length + 1)] : [.. valid];
        for (int changes = random.Next(1, 5); changes > 0 && mutated.Length > 0; changes--)
            mutated[random.Next(mutated.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
        return mutated;
    }
}
