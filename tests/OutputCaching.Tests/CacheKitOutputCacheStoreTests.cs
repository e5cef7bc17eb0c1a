using System.Buffers;
using System.IO.Pipelines;
using CacheKit.OutputCaching.Tests.Fakes;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit.OutputCaching.Tests;

/// <summary>The store, called without output caching.</summary>
[TestFixture(StoreKind.Memory)]
[TestFixture(StoreKind.Payloads)]
[TestFixture(StoreKind.Levels)]
[TestFixture(StoreKind.Redis)]
internal sealed class CacheKitOutputCacheStoreTests(StoreKind kind)
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly byte[] _bytes = [2, 0, 255];

    private TestBackend _backend = null!;
    private ServiceProvider _services = null!;
    private IOutputCacheBufferStore _store = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _backend = await TestBackend.StartAsync(kind);
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        _backend.AddTo(services, options => options.Expiration = _second).AsOutputCacheStore();
        _services = services.BuildServiceProvider();
        _store = (IOutputCacheBufferStore)_services.GetRequiredService<IOutputCacheStore>();
    }

    [TearDown]
    public async Task EndAsync()
    {
        await _services.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Test]
    public async Task An_absent_key_is_a_miss([Values] bool isReadToPipe) => Assert.That(await ReadAsync("key", isReadToPipe), Is.Null);

    // Empty, an escape alone and in front, and what an envelope and the payload of another coder begin with.
    [TestCase("")]
    [TestCase("00")]
    [TestCase("0200FF")]
    [TestCase("000203")]
    [TestCase("FF6B65790000000000")]
    [TestCase("FF62796A736F6E01")]
    public async Task The_bytes_of_a_response_are_returned(string hexadecimal)
    {
        byte[] bytes = Convert.FromHexString(hexadecimal);
        await _store.SetAsync("array", bytes, null, _minute, default);
        await _store.SetAsync("buffer", new ReadOnlySequence<byte>(bytes), default, _minute, default);
        await _store.SetAsync("tagged", bytes, ["tag"], _minute, default);

        foreach (string key in new[] { "array", "buffer", "tagged" })
        {
            Assert.That(await ReadAsync(key), Is.EqualTo(bytes), key);
            Assert.That(await ReadAsync(key, isReadToPipe: true), Is.EqualTo(bytes), key);
        }
    }

    [Test]
    public async Task A_response_may_consist_of_several_segments()
    {
        ReadOnlySequence<byte> sequence = Segment.Sequence([0xFF, (byte)'b'], [(byte)'y'], [.. "lz4  and more"u8]);
        await _store.SetAsync("key", sequence, default, _minute, default);

        Assert.That(await ReadAsync("key"), Is.EqualTo(sequence.ToArray()));
    }

    [Test]
    public async Task A_large_response_is_returned([Values] bool isReadToPipe)
    {
        byte[] bytes = new byte[5_000_000];
        new Random(1).NextBytes(bytes);
        await _store.SetAsync("key", bytes, ["tag"], _minute, default);

        Assert.That(await ReadAsync("key", isReadToPipe), Is.EqualTo(bytes));
    }

    [Test]
    public async Task The_buffer_of_a_response_may_be_used_again([Values] bool isTagged)
    {
        byte[] buffer = [.. _bytes];
        await _store.SetAsync("array", buffer, isTagged ? ["tag"] : null, _minute, default);
        await _store.SetAsync("buffer", new ReadOnlySequence<byte>(buffer), isTagged ? new[] { "tag" } : default, _minute, default);
        Array.Clear(buffer);

        Assert.That(await ReadAsync("array"), Is.EqualTo(_bytes));
        Assert.That(await ReadAsync("buffer"), Is.EqualTo(_bytes));
    }

    [Test]
    public async Task A_key_may_have_any_characters()
    {
        string[] keys = ["", " ", "\0", "a\u001eb\u001fc", "a\u001fb\u001ec", "a\nb", "é:*%", new string('k', 3_000), new string('k', 3_001)];
        for (int i = 0; i < keys.Length; i++)
            await _store.SetAsync(keys[i], [(byte)i], null, _minute, default);

        for (int i = 0; i < keys.Length; i++)
            Assert.That(await ReadAsync(keys[i]), Is.EqualTo(new[] { (byte)i }), $"key {i}");
    }

    [Test]
    public async Task A_later_response_replaces_the_earlier_one_and_its_tags()
    {
        await _store.SetAsync("key", [1], ["tag"], _minute, default);
        await _store.SetAsync("key", _bytes, null, _minute, default);
        await _store.EvictByTagAsync("tag", default);

        Assert.That(await ReadAsync("key"), Is.EqualTo(_bytes));
    }

    [Test]
    public async Task A_response_expires_after_its_own_time([Values] bool isTagged)
    {
        Assume.That(kind, Is.Not.EqualTo(StoreKind.Redis), "Redis has its own clock.");
        await _store.SetAsync("key", _bytes, isTagged ? ["tag"] : null, _minute, default);
        _backend.Clock.Advance(_minute - _second);
        Assert.That(await ReadAsync("key"), Is.EqualTo(_bytes));
        _backend.Clock.Advance(2 * _second);

        Assert.That(await ReadAsync("key"), Is.Null);
    }

    [Test]
    public async Task The_store_has_the_time_to_live_of_the_response([Values] bool isTagged)
    {
        await _store.SetAsync("key", _bytes, isTagged ? ["tag"] : null, _minute, default);

        CacheEntry? entry = await _backend.Backend.GetWithTimeToLiveAsync(FullKeyOf("key"));

        Assert.That(entry?.TimeToLive, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(_minute));
    }

    [Test]
    public async Task A_response_without_a_limit_never_expires()
    {
        await _store.SetAsync("key", _bytes, null, TimeSpan.MaxValue, default);

        CacheEntry? entry = await _backend.Backend.GetWithTimeToLiveAsync(FullKeyOf("key"));

        Assert.That(entry, Is.Not.Null);
        Assert.That(entry!.Value.TimeToLive, Is.Null);
    }

    [Test]
    public async Task A_response_that_is_valid_for_no_time_is_not_stored([Values(0, -1)] int seconds)
    {
        await _store.SetAsync("key", [1], null, _minute, default);
        await _store.SetAsync("key", _bytes, null, seconds * _second, default);

        Assert.That(await ReadAsync("key"), Is.Null);
    }

    [Test]
    public async Task A_tag_evicts_its_responses([Values("tag", "", "a\u001fb")] string tag)
    {
        await _store.SetAsync("one", _bytes, [tag], _minute, default);
        await _store.SetAsync("two", new ReadOnlySequence<byte>(_bytes), new[] { "another", tag, tag }, _minute, default);
        await _store.SetAsync("other", _bytes, ["another"], _minute, default);
        await _store.SetAsync("untagged", _bytes, [], _minute, default);
        await _store.EvictByTagAsync(tag, default);

        Assert.That(await ReadAsync("one"), Is.Null);
        Assert.That(await ReadAsync("two", isReadToPipe: true), Is.Null);
        Assert.That(await ReadAsync("other"), Is.EqualTo(_bytes));
        Assert.That(await ReadAsync("untagged"), Is.EqualTo(_bytes));
        await _store.SetAsync("one", _bytes, [tag], _minute, default);
        Assert.That(await ReadAsync("one"), Is.EqualTo(_bytes));
    }

    [Test]
    public async Task The_tags_are_those_of_the_cache()
    {
        ICache cache = _services.GetRequiredService<ICache>();
        await _store.SetAsync("one", _bytes, ["tag"], _minute, default);
        await cache.SetAsync("entry", 1, new CacheEntryOptions { Tags = ["tag"], Expiration = _minute });
        await _store.EvictByTagAsync("tag", default);
        Assert.That((await cache.TryGetAsync<int>("entry")).HasValue, Is.False);

        await _store.SetAsync("two", _bytes, ["tag"], _minute, default);
        await cache.EvictAsync("tag");

        Assert.That(await ReadAsync("two"), Is.Null);
    }

    [Test]
    public async Task Responses_have_a_namespace_of_their_own()
    {
        ICache cache = _services.GetRequiredService<ICache>();
        await _store.SetAsync("key", _bytes, null, _minute, default);
        await cache.ClearAsync("");
        Assert.That(await ReadAsync("key"), Is.EqualTo(_bytes));
        await cache.ClearAsync("output-cache");

        Assert.That(await ReadAsync("key"), Is.Null);
    }

    [Test]
    public async Task While_the_cache_is_disabled_nothing_is_found_or_stored()
    {
        ICacheSettings settings = _services.GetRequiredService<ICacheSettings>();
        await _store.SetAsync("key", _bytes, null, _minute, default);
        settings.Enabled = false;
        Assert.That(await ReadAsync("key"), Is.Null);
        await _store.SetAsync("other", _bytes, null, _minute, default);
        settings.Enabled = true;

        Assert.That(await ReadAsync("other"), Is.Null);
    }

    [Test]
    public void A_cancelled_call_throws()
    {
        var cancelled = new CancellationToken(canceled: true);

        Assert.That(async () => await _store.GetAsync("key", cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await _store.TryGetAsync("key", new Pipe().Writer, cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await _store.SetAsync("key", _bytes, null, _minute, cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await _store.EvictByTagAsync("tag", cancelled), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Arguments_are_required()
    {
        Assert.That(async () => await _store.GetAsync(null!, default), Throws.ArgumentNullException);
        Assert.That(async () => await _store.TryGetAsync("key", null!, default), Throws.ArgumentNullException);
        Assert.That(async () => await _store.SetAsync(null!, _bytes, null, _minute, default), Throws.ArgumentNullException);
        Assert.That(async () => await _store.SetAsync("key", null!, null, _minute, default), Throws.ArgumentNullException);
        Assert.That(async () => await _store.EvictByTagAsync(null!, default), Throws.ArgumentNullException);
    }

    private string FullKeyOf(string key) => $"{_backend.Prefix}:output-cache:{key}";

    private async Task<byte[]?> ReadAsync(string key, bool isReadToPipe = false)
    {
        if (!isReadToPipe)
            return await _store.GetAsync(key, default);

        using var output = new MemoryStream();
        PipeWriter writer = PipeWriter.Create(output);
        bool isFound = await _store.TryGetAsync(key, writer, default);
        await writer.CompleteAsync();
        return isFound ? output.ToArray() : null;
    }
}
