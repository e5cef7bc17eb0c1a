using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.DynamoDb.Tests;

[TestFixture]
public sealed class AddingTests
{
    private static readonly string _table = SharedServer.NewTable("adding");
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private FakeTimeProvider _clock = null!;
    private DynamoDbBackend _backend = null!;
    private string _key = null!;

    [SetUp]
    public async Task Connect()
    {
        _clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _backend = await SharedServer.BackendAsync(_table, options => options.TimeProvider = _clock);
        _key = Guid.NewGuid().ToString();
    }

    [TearDown]
    public void Disconnect() => _backend?.Dispose();

    [Test]
    public async Task An_absent_key_is_added_with_its_time_to_live()
    {
        Assert.That(await _backend.AddAsync(_key, "payload"u8.ToArray(), _hour), Is.True);
        CacheEntry? entry = await _backend.GetWithTimeToLiveAsync(_key);
        Assert.That(entry?.Payload.ToArray(), Is.EqualTo("payload"u8.ToArray()));
        Assert.That(entry?.TimeToLive, Is.EqualTo(_hour));
    }

    [Test]
    public async Task A_key_that_is_there_is_left_as_it_is()
    {
        await _backend.SetAsync(_key, "first"u8.ToArray(), timeToLive: null);
        Assert.That(await _backend.AddAsync(_key, "second"u8.ToArray(), _hour), Is.False);
        CacheEntry? entry = await _backend.GetWithTimeToLiveAsync(_key);
        Assert.That(entry?.Payload.ToArray(), Is.EqualTo("first"u8.ToArray()));
        Assert.That(entry?.TimeToLive, Is.Null);
    }

    [Test]
    public async Task An_expired_key_that_the_store_still_has_is_added()
    {
        await _backend.SetAsync(_key, "first"u8.ToArray(), TimeSpan.FromMilliseconds(500));
        Assert.That(await _backend.AddAsync(_key, "second"u8.ToArray(), _hour), Is.False);
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.That(await _backend.AddAsync(_key, "third"u8.ToArray(), _hour), Is.True);
    }

    [Test]
    public async Task One_of_many_concurrent_adds_succeeds()
    {
        bool[] added = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _backend.AddAsync(_key, new[] { (byte)i }, _hour).AsTask()));
        Assert.That(added.Count(wasFirst => wasFirst), Is.EqualTo(1));
        Assert.That((await _backend.GetAsync(_key))?.Span[0], Is.EqualTo(Array.IndexOf(added, true)));
    }

    [Test]
    public void A_time_to_live_of_zero_is_an_error() =>
        Assert.That(async () => await _backend.AddAsync(_key, "payload"u8.ToArray(), TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public async Task A_cancelled_add_changes_nothing()
    {
        Assert.That(
            async () => await _backend.AddAsync(_key, "payload"u8.ToArray(), _hour, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await _backend.GetAsync(_key), Is.Null);
    }
}
