using CacheKit.Conformance;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.InMemory.Tests;

[TestFixture]
public sealed class SizeLimitTests
{
    private const int Kilobyte = 1024;
    private const int Megabyte = 1024 * Kilobyte;

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public async Task The_bound_holds_when_ten_times_as_much_is_set()
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        string[] keys = [.. Enumerable.Range(0, 160).Select(number => $"key:{number}")];
        foreach (string key in keys)
            await backend.SetAsync(key, new byte[64 * Kilobyte], timeToLive: null);

        Assert.That(await SizeAsync(backend, keys), Is.InRange(64 * Kilobyte, Megabyte));
    }

    [Test]
    public async Task The_bound_counts_the_characters_of_the_keys()
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        string[] keys = [.. Enumerable.Range(1_000, 200).Select(number => $"{new string('k', 10_000)}:{number}")];
        foreach (string key in keys)
            await backend.SetAsync(key, new byte[1], timeToLive: null);

        Assert.That(await SizeAsync(backend, keys), Is.InRange(1, Megabyte / (10_000 * sizeof(char))));
    }

    [Test]
    public async Task The_bound_counts_a_value_as_its_payload()
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        string[] keys = [.. Enumerable.Range(0, 160).Select(number => $"key:{number}")];
        foreach (string key in keys)
            backend.SetValue(key, new ValueOf(64 * Kilobyte), timeToLive: null);

        Assert.That(await SizeAsync(backend, keys), Is.InRange(64 * Kilobyte, Megabyte));
    }

    [Test]
    public async Task The_size_limit_counts_a_value_by_its_own_size_without_its_payload()
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        string[] keys = [.. Enumerable.Range(0, 160).Select(number => $"key:{number}")];
        foreach (string key in keys)
            backend.SetValue(key, new Measured(64 * Kilobyte), timeToLive: null);

        Assert.That(keys.Count(key => backend.GetValue(key) is not null), Is.InRange(1, 16));
        await foreach (StoredKey stored in backend.ListAsync("key:"))
            Assert.That(stored.Size, Is.EqualTo(64 * Kilobyte));
    }

    // 64 KB is more than the twentieth of a megabyte that a MemoryCache frees by itself.
    [TestCase(4 * Kilobyte)]
    [TestCase(64 * Kilobyte)]
    [TestCase(600 * Kilobyte)]
    public async Task A_full_store_makes_room_for_new_entries(int length)
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        for (var number = 0; number < 2 * Megabyte / length; number++)
            await backend.SetAsync($"old:{number}", new byte[length], timeToLive: null);

        await Poll.UntilAsync(async () =>
        {
            await backend.SetAsync("new", new byte[length], timeToLive: null);
            return await backend.GetAsync("new") is not null;
        });
    }

    [Test]
    public async Task A_payload_larger_than_the_bound_is_not_kept()
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        await backend.SetAsync("key", new byte[2 * Megabyte], timeToLive: null);
        Assert.That(await backend.GetAsync("key"), Is.Null);
    }

    [Test]
    public async Task A_payload_larger_than_the_bound_leaves_no_older_one_under_its_key()
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        await backend.SetAsync("key", new byte[1], timeToLive: null);
        await backend.SetAsync("key", new byte[2 * Megabyte], timeToLive: null);
        Assert.That(await backend.GetAsync("key"), Is.Null);
    }

    [Test]
    public async Task A_replacement_larger_than_the_bound_is_not_stored_and_says_so()
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        await backend.SetAsync("key", new byte[1], timeToLive: null);
        Assert.That(await backend.ReplaceAsync("key", new byte[1], new byte[2 * Megabyte], timeToLive: null), Is.False);
        Assert.That(await backend.AddAsync("other", new byte[2 * Megabyte], timeToLive: null), Is.False);
        Assert.That(backend.Measure().Entries, Is.Zero);
    }

    [Test]
    public async Task An_expired_entry_gives_its_room_back_when_it_is_touched()
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        await backend.SetAsync("old", new byte[900 * Kilobyte], TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromMinutes(1));
        await backend.GetAsync("old");
        Assert.That(backend.Measure().Entries, Is.Zero);

        await backend.SetAsync("new", new byte[900 * Kilobyte], timeToLive: null);

        Assert.That(await backend.GetAsync("new"), Is.Not.Null);
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void A_size_limit_of_zero_is_refused_with_advice(long sizeLimit)
    {
        Assert.That(
            () => new InMemoryBackend(new InMemoryBackendOptions { SizeLimit = sizeLimit }),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Set it to null for no limit"));
    }

    private InMemoryBackend Bounded(long sizeLimit) => new(new InMemoryBackendOptions { SizeLimit = sizeLimit, TimeProvider = _clock });

    private static async Task<long> SizeAsync(InMemoryBackend backend, string[] keys)
    {
        long size = 0;
        foreach (string key in keys)
            size += (await backend.GetAsync(key))?.Length ?? 0;
        return size;
    }

    private sealed class Measured(int bytes) : CachedValue
    {
        public override long Size => bytes;

        public override ReadOnlyMemory<byte> ToPayload() => throw new NotSupportedException("It can't be coded.");
    }

    private sealed class ValueOf(int bytes) : CachedValue
    {
        public override ReadOnlyMemory<byte> ToPayload() => new byte[bytes];
    }
}
