using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.DynamoDb.Tests;

[TestFixture]
public sealed class ListingTests
{
    private static readonly string _table = SharedServer.NewTable("listing");
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private FakeTimeProvider _clock = null!;
    private DynamoDbBackend _backend = null!;
    private string _prefix = null!;

    [SetUp]
    public async Task Connect()
    {
        _clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _backend = await SharedServer.BackendAsync(_table, options => options.TimeProvider = _clock);
        _prefix = Guid.NewGuid() + ":";
    }

    [TearDown]
    public async Task Disconnect()
    {
        if (_backend is null)
            return;

        await _backend.ClearAsync(_prefix);
        _backend.Dispose();
    }

    [Test]
    public async Task Only_the_keys_with_a_prefix_are_listed_with_their_times_to_live()
    {
        await _backend.SetAsync(_prefix + "user:1", new byte[10], timeToLive: null);
        await _backend.SetAsync(_prefix + "user:2", new byte[10], _hour);
        await _backend.SetAsync(_prefix + "users:1", new byte[10], _hour);
        await _backend.SetAsync(_prefix + "User:1", new byte[10], _hour);

        List<StoredKey> keys = await ListAsync(_prefix + "user:");

        Assert.That(
            keys.Select(key => (key.Key, key.TimeToLive)),
            Is.EquivalentTo(new (string, TimeSpan?)[] { (_prefix + "user:1", null), (_prefix + "user:2", _hour) }));
    }

    [Test]
    public async Task A_size_is_what_the_store_counts()
    {
        await _backend.SetAsync(_prefix, new byte[1000], _hour);

        StoredKey key = (await ListAsync(_prefix)).Single();

        // The attribute names, the key, the payload, the seconds and the milliseconds.
        Assert.That(key.Size, Is.EqualTo(3 + 5 + 3 + 10 + _prefix.Length + 1000 + 6 + 8));
    }

    [Test]
    public async Task An_expired_key_that_the_store_still_has_is_not_listed()
    {
        await _backend.SetAsync(_prefix, new byte[10], _hour);
        _clock.Advance(_hour);
        Assert.That(await ListAsync(_prefix), Is.Empty);
    }

    [Test]
    public async Task More_keys_than_a_page_holds_are_each_listed_once()
    {
        string[] keys = [.. Enumerable.Range(0, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $"{_prefix}{i}"))];
        await Task.WhenAll(keys.Select(key => _backend.SetAsync(key, new byte[100_000], _hour).AsTask()));
        Assert.That((await ListAsync(_prefix)).Select(key => key.Key), Is.EquivalentTo(keys));
    }

    [Test]
    public async Task A_listing_that_stops_early_requests_no_more_pages()
    {
        using var client = new RecordingClient(await SharedServer.EndpointAsync());
        using DynamoDbBackend backend = SharedServer.BackendOver(client, _table);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => _backend.SetAsync($"{_prefix}{i}", new byte[100_000], _hour).AsTask()));

        await foreach (StoredKey _ in backend.ListAsync(_prefix))
            break;

        Assert.That(client.Scans, Has.Count.LessThan(3));
    }

    [Test]
    public void A_cancelled_list_ends()
    {
        Assert.That(async () => await ListAsync(_prefix, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    private async Task<List<StoredKey>> ListAsync(string prefix, CancellationToken cancellationToken = default)
    {
        var keys = new List<StoredKey>();
        await foreach (StoredKey key in _backend.ListAsync(prefix, cancellationToken))
            keys.Add(key);
        return keys;
    }
}
