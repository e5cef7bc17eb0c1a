using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>Entries near the 400 KB limit of an item.</summary>
[TestFixture]
public sealed class LimitTests
{
    private const int MostBytes = 400 * 1024;
    private const string Key = "a-secret-key";

    // Attribute names, the key, ten digits of seconds and thirteen of milliseconds.
    private const int Overhead = 3 + 12 + 5 + (3 + 6) + (10 + 8);

    private static readonly string _table = SharedServer.NewTable("limits");
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private AmazonDynamoDBClient _client = null!;
    private DynamoDbBackend _backend = null!;
    private RecordingLoggers _loggers = null!;

    [SetUp]
    public async Task Connect()
    {
        _client = await SharedServer.ClientAsync();
        _backend = await SharedServer.BackendAsync(_table);
        _loggers = new RecordingLoggers();
        _backend.UseLoggers(_loggers);
    }

    [TearDown]
    public void Disconnect()
    {
        _backend?.Dispose();
        _client?.Dispose();
        _loggers?.Dispose();
    }

    [Test]
    public async Task The_largest_item_there_is_is_kept_as_it_is()
    {
        byte[] payload = Random(MostBytes - Overhead);
        await _backend.SetAsync(Key, payload, _hour);
        Assert.That((await AttributesAsync()), Does.Contain("value"));
        await ExpectAsync(payload);
    }

    [TestCase(MostBytes - Overhead + 1)]
    [TestCase(MostBytes)]
    [TestCase(20 * MostBytes)]
    public async Task A_payload_that_fits_compressed_is_compressed(int length)
    {
        byte[] payload = [.. Random(1000), .. new byte[length - 1000]];

        await _backend.SetAsync(Key, payload, _hour);

        Assert.That(await AttributesAsync(), Does.Contain("compressed").And.Not.Contain("value"));
        await ExpectAsync(payload);
        Assert.That(_loggers.Lines.Where(line => line.Level > LogLevel.Information), Is.Empty);
    }

    [Test]
    public async Task A_small_payload_is_never_compressed()
    {
        await _backend.SetAsync(Key, new byte[100_000], _hour);
        Assert.That(await AttributesAsync(), Does.Contain("value").And.Not.Contain("compressed"));
    }

    [TestCase(1_999, false)]
    [TestCase(2_000, true)]
    public async Task A_payload_is_compressed_from_the_length_that_is_set(int length, bool isCompressed)
    {
        using DynamoDbBackend backend = await CompressingAsync(new BrotliCompression { MinPayload = 2_000 });
        var payload = new byte[length];

        await backend.SetAsync(Key, payload, _hour);
        await backend.SetManyAsync([new("other", payload, null)]);

        foreach (string key in (string[])[Key, "other"])
        {
            Assert.That(await AttributesAsync(key), isCompressed ? Does.Contain("compressed") : Does.Contain("value"));
            Assert.That((await backend.GetAsync(key))?.ToArray(), Is.EqualTo(payload));
            Assert.That(await backend.ReplaceAsync(key, payload, payload, _hour), Is.True);
        }
    }

    [Test]
    public async Task A_payload_that_the_coder_has_compressed_is_not_compressed_again()
    {
        using DynamoDbBackend backend = await CompressingAsync(new BrotliCompression());
        var services = new ServiceCollection();
        services.AddCacheKit("limits", options =>
        {
            SharedServer.Patiently(options);
            options.Coder = new JsonCoder().Then(new BrotliCompression());
        }).UseBackend(backend);
        await using ServiceProvider provider = services.BuildServiceProvider();
        ICache cache = provider.GetRequiredService<ICache>();

        await cache.SetAsync("numbers", Enumerable.Range(0, 20_000).ToList());

        Assert.That(await AttributesAsync("limits::numbers"), Does.Contain("value").And.Not.Contain("compressed"));
        Assert.That((await cache.TryGetAsync<List<int>>("numbers")).Value, Has.Count.EqualTo(20_000));
    }

    [Test]
    public async Task Without_a_compression_an_entry_beyond_the_limit_is_refused()
    {
        using DynamoDbBackend backend = await CompressingAsync(null);
        Assert.That(
            async () => await backend.SetAsync(Key, new byte[MostBytes], _hour),
            Throws.InstanceOf<StoreRefusedException>().With.Message.Contains("400 KB"));
    }

    [Test]
    public async Task A_payload_beyond_the_limit_of_the_compression_is_refused()
    {
        using DynamoDbBackend backend = await CompressingAsync(new BrotliCompression { MaxPayload = 1_000_000 });
        Assert.That(
            async () => await backend.SetAsync(Key, new byte[1_000_001], _hour),
            Throws.InstanceOf<StoreRefusedException>().With.Message.Contains("400 KB"));
    }

    [Test]
    public async Task A_payload_that_a_process_with_other_settings_has_compressed_is_replaced()
    {
        using DynamoDbBackend other = await CompressingAsync(new BrotliCompression());
        var payload = new byte[10_000];
        await other.SetAsync(Key, payload, _hour);

        Assert.That((await _backend.GetAsync(Key))?.ToArray(), Is.EqualTo(payload));
        Assert.That(await _backend.ReplaceAsync(Key, "other"u8.ToArray(), payload, _hour), Is.False);
        Assert.That(await _backend.ReplaceAsync(Key, payload, payload, _hour), Is.True);
        Assert.That(await AttributesAsync(), Does.Contain("value"));
        Assert.That(await other.ReplaceAsync(Key, payload, "small"u8.ToArray(), _hour), Is.True);
    }

    [TestCase(MostBytes - Overhead + 1)]
    [TestCase(2 * MostBytes)]
    public async Task A_payload_that_does_not_fit_is_refused_and_nothing_is_left_of_what_was_there(int length)
    {
        await _backend.SetAsync(Key, "before"u8.ToArray(), _hour);

        Assert.That(
            async () => await _backend.SetAsync(Key, Random(length), _hour),
            Throws.InstanceOf<StoreRefusedException>().With.Property(nameof(StoreRefusedException.IsTransient)).False
                .And.Message.Contains($"{length} bytes").And.Message.Contains("400 KB"));

        Assert.That(await _backend.GetAsync(Key), Is.Null);
    }

    [Test]
    public async Task A_value_that_does_not_fit_is_returned_all_the_same()
    {
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(_loggers);
        services.AddCacheKit("limits", SharedServer.Patiently).UseBackend(_backend);
        await using ServiceProvider provider = services.BuildServiceProvider();
        byte[] value = Random(MostBytes);

        byte[] returned = await provider.GetRequiredService<ICache>().GetOrCreateAsync("key", _ => ValueTask.FromResult(value));

        Assert.That(returned.AsSpan().SequenceEqual(value), Is.True);
        Assert.That(_loggers.Lines.Single(line => line.Level > LogLevel.Information).Message, Does.Contain("too large"));
    }

    [Test]
    public void An_entry_that_does_not_fit_cannot_be_added() =>
        Assert.That(
            async () => await _backend.AddAsync(Key, Random(MostBytes), _hour), Throws.InstanceOf<StoreRefusedException>().With.Message.Contains("400 KB"));

    [Test]
    public async Task The_key_counts()
    {
        string longKey = new('k', 100_000);
        Assert.That(async () => await _backend.SetAsync(longKey, Random(MostBytes - 100_000), _hour), Throws.InstanceOf<StoreRefusedException>());
        await _backend.SetAsync(longKey, Random(MostBytes - 103_000), _hour);
        Assert.That(await _backend.GetAsync(longKey), Is.Not.Null);
    }

    private static Task<DynamoDbBackend> CompressingAsync(PayloadCompression? compression) =>
        SharedServer.BackendAsync(_table, options => options.Compression = compression);

    private async Task ExpectAsync(byte[] payload)
    {
        ReadOnlyMemory<byte>? read = await _backend.GetAsync(Key);
        Assert.That(read is { } bytes && bytes.Span.SequenceEqual(payload), Is.True, $"{read?.Length} bytes came back of {payload.Length}.");
    }

    private async Task<IEnumerable<string>> AttributesAsync(string key = Key) =>
        (await _client.GetItemAsync(_table, new() { ["key"] = new AttributeValue(key) })).Item.Keys;

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
