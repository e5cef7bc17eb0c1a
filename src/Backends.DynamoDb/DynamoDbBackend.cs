using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>Keeps entries in a DynamoDB table, one item per entry. Expirations are exact to the millisecond.</summary>
/// <remarks>
/// The primary key of the table is a string named <c>key</c>. The table is created on request. Every read checks the expiration of the
/// entry, since DynamoDB deletes expired items with a delay of up to days.
/// </remarks>
public sealed class DynamoDbBackend : ILoggingBackend, IBatchBackend, IPagedListingBackend, IConditionalBackend, IDisposable
{
    private readonly DynamoDbTable _table;
    private readonly DynamoDbSweep _sweep;
    private readonly DynamoDbListing _listing;
    private readonly DynamoDbBatch _batch;
    private readonly DynamoDbCompression _compression;
    private readonly TimeProvider _time;
    private readonly bool _consistentReads;

    /// <summary>Uses a table over a client that the backend owns, with the credentials that the AWS SDK finds.</summary>
    /// <param name="table">The name of the table.</param>
    /// <param name="options">The settings; null: the region of the environment, and an existing table.</param>
    /// <exception cref="ArgumentException">The table name or a setting is invalid.</exception>
    /// <exception cref="InvalidOperationException">The AWS SDK finds no region or no credentials.</exception>
    public DynamoDbBackend(string table, DynamoDbBackendOptions? options = null)
        : this(DynamoDbTable.WithOwnClient(table, options ?? new DynamoDbBackendOptions()), options ?? new DynamoDbBackendOptions())
    {
    }

    /// <summary>Uses a table over a client that the caller owns. The backend neither disposes it nor changes its settings.</summary>
    /// <param name="client">The client, with its region and credentials.</param>
    /// <param name="table">The name of the table.</param>
    /// <param name="options">The settings; region and endpoint must be null, since the client has them. Null: an existing table.</param>
    /// <exception cref="ArgumentException">The table name or a setting is invalid.</exception>
    public DynamoDbBackend(IAmazonDynamoDB client, string table, DynamoDbBackendOptions? options = null)
        : this(DynamoDbTable.WithClient(client, table, options ?? new DynamoDbBackendOptions()), options ?? new DynamoDbBackendOptions())
    {
    }

    private DynamoDbBackend(DynamoDbTable table, DynamoDbBackendOptions options)
    {
        _table = table;
        _sweep = new DynamoDbSweep(table);
        _compression = new DynamoDbCompression(options.Compression);
        _batch = new DynamoDbBatch(this, table, options.TimeProvider, _compression);
        _time = options.TimeProvider;
        _consistentReads = options.ConsistentReads;
        _listing = new DynamoDbListing(_sweep, _consistentReads, () => Now);
    }

    // Rounded up like expirations, so that an entry neither outlives its expiration nor reports a longer time to live than requested.
    private long Now => DynamoDbItem.MillisecondsOf(_time.GetUtcNow());

    /// <inheritdoc/>
    /// <value>True.</value>
    public bool HandsOverPayloads => true;

    /// <inheritdoc/>
    public void UseLoggers(ILoggerFactory loggerFactory)
    {
        _batch.Logger = loggerFactory.CreateLogger<DynamoDbBackend>();
        _table.UseLogger(loggerFactory.CreateLogger<DynamoDbBackend>());
    }

    /// <inheritdoc/>
    /// <remarks>GetItem.</remarks>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        (await GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false))?.Payload;

    /// <inheritdoc/>
    /// <remarks>GetItem.</remarks>
    public async ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = new GetItemRequest { TableName = _table.Name, Key = DynamoDbItem.KeyOf(DynamoDbKey.Of(key)), ConsistentRead = _consistentReads };
        GetItemResponse response = await _table.GetAsync(request, cancellationToken).ConfigureAwait(false);
        return response.Item is { Count: > 0 } item ? EntryOf(item) : null;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// PutItem or DeleteItem. The expiration is stored in whole milliseconds, rounded up. An entry that exceeds 400 KB after compression is
    /// refused, and the old entry is removed.
    /// </remarks>
    /// <exception cref="StoreRefusedException">The entry exceeds 400 KB after compression, or the service refuses the request.</exception>
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DynamoDbKey stored = DynamoDbKey.Of(key);
        bool hasLife = !(timeToLive <= TimeSpan.Zero);
        Dictionary<string, AttributeValue>? item = hasLife ? TryMakeItem(stored, payload, timeToLive) : null;
        if (item is not null)
        {
            await _table.PutAsync(new PutItemRequest { TableName = _table.Name, Item = item }, cancellationToken).ConfigureAwait(false);
            return;
        }

        var request = new DeleteItemRequest { TableName = _table.Name, Key = DynamoDbItem.KeyOf(stored) };
        await _table.DeleteAsync(request, cancellationToken).ConfigureAwait(false);
        if (hasLife)
            throw DynamoDbRefusals.OfSize(payload.Length);
    }

    /// <inheritdoc/>
    /// <remarks>PutItem, on the condition that the key has no item, an expired item, or an item that is not an entry.</remarks>
    /// <exception cref="StoreRefusedException">The entry exceeds 400 KB after compression, or the service refuses the request.</exception>
    public async ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (timeToLive <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeToLive), timeToLive, "The time to live of an added entry must be longer than zero.");

        var request = new PutItemRequest
        {
            TableName = _table.Name,
            Item = ItemOf(DynamoDbKey.Of(key), payload, timeToLive),
            ConditionExpression = DynamoDbCondition.IsAbsent,
            ExpressionAttributeNames = DynamoDbCondition.Names(),
            ExpressionAttributeValues = DynamoDbCondition.Values(Now),
        };
        return await DynamoDbCondition.IsMetAsync(_table.PutAsync(request, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// PutItem or DeleteItem, on the condition that the item has not expired and holds the expected payload. A payload that may be stored
    /// compressed is read first, by a consistent GetItem.
    /// </remarks>
    /// <exception cref="StoreRefusedException">The entry exceeds 400 KB after compression, or the service refuses the request.</exception>
    public async ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DynamoDbKey stored = DynamoDbKey.Of(key);
        Dictionary<string, AttributeValue>? item = timeToLive <= TimeSpan.Zero ? null : ItemOf(stored, payload, timeToLive);
        if (!_compression.MayCompress(expected.Length)
            && await ReplaceAsync(stored, DynamoDbItem.PlainForm(expected), item, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return _compression.MayBeCompressed(expected.Length)
            && await StoredFormAsync(stored, expected, cancellationToken).ConfigureAwait(false) is { } form
            && await ReplaceAsync(stored, form, item, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> ReplaceAsync(
        DynamoDbKey key, KeyValuePair<string, AttributeValue> form, Dictionary<string, AttributeValue>? item, CancellationToken cancellationToken)
    {
        const string condition = $"#payload = :expected AND ({DynamoDbCondition.IsUnexpired})";
        Dictionary<string, string> names = DynamoDbCondition.Names();
        names["#payload"] = form.Key;
        Dictionary<string, AttributeValue> values = DynamoDbCondition.Values(Now);
        values[":expected"] = form.Value;
        return await DynamoDbCondition.IsMetAsync(item is null
            ? _table.DeleteAsync(
                new()
                {
                    TableName = _table.Name,
                    Key = DynamoDbItem.KeyOf(key),
                    ConditionExpression = condition,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                },
                cancellationToken)
            : _table.PutAsync(
                new()
                {
                    TableName = _table.Name,
                    Item = item,
                    ConditionExpression = condition,
                    ExpressionAttributeNames = names,
                    ExpressionAttributeValues = values,
                },
                cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>DeleteItem, on the condition that there is an unexpired item.</remarks>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = new DeleteItemRequest
        {
            TableName = _table.Name,
            Key = DynamoDbItem.KeyOf(DynamoDbKey.Of(key)),
            ConditionExpression = DynamoDbCondition.IsUnexpired,
            ExpressionAttributeNames = DynamoDbCondition.Names(),
            ExpressionAttributeValues = DynamoDbCondition.Values(Now),
        };
        return await DynamoDbCondition.IsMetAsync(_table.DeleteAsync(request, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Scan of the whole table in four parallel segments, and BatchWriteItem of 25 keys each. An entry that is stored during the scan may
    /// remain. If a request fails, the call throws, and the entries removed so far stay removed.
    /// </remarks>
    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        return await _sweep.RemoveAsync(prefix, Now, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Scan of the whole table. The size is the billed size of the item, with its attribute names.</remarks>
    public IAsyncEnumerable<StoredKey> ListAsync(string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return _listing.ListAsync(prefix, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>One page of a Scan, of so many items at most or 1 MB. Other items of the table count, too.</remarks>
    public ValueTask<KeyPage> ListPageAsync(string prefix, string? cursor, int size, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        cancellationToken.ThrowIfCancellationRequested();
        return _listing.ListPageAsync(prefix, cursor, size, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>BatchGetItem of 100 keys each. Keys that the service leaves unprocessed are requested again, until the time limit.</remarks>
    public ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        _batch.GetAsync(keys, _consistentReads, EntryOf, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>BatchWriteItem of 25 keys each. Keys that the service leaves unprocessed are sent again, until the time limit.</remarks>
    public ValueTask<BatchReply<bool>> SetManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        _batch.SetAsync(entries, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>BatchWriteItem, as <see cref="SetManyAsync"/>. It does not tell which keys were there.</remarks>
    public ValueTask<BatchReply<bool?>> RemoveManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        _batch.RemoveAsync(keys, cancellationToken);

    /// <summary>Cancels pending requests, and disposes the client if the backend owns it.</summary>
    public void Dispose() => _table.Dispose();

    // Returns the attribute that holds the expected payload, or null if the item holds another one. Compressed bytes may differ between
    // versions of the runtime, so those of the stored item are returned.
    private async ValueTask<KeyValuePair<string, AttributeValue>?> StoredFormAsync(
        DynamoDbKey key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var request = new GetItemRequest { TableName = _table.Name, Key = DynamoDbItem.KeyOf(key), ConsistentRead = true };
        GetItemResponse response = await _table.GetAsync(request, cancellationToken).ConfigureAwait(false);
        return response.Item is { Count: > 0 } item && DynamoDbItem.PayloadOf(item, _compression) is { } held && held.Span.SequenceEqual(payload.Span)
            ? DynamoDbItem.FormIn(item)
            : null;
    }

    private Dictionary<string, AttributeValue> ItemOf(DynamoDbKey key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive) =>
        TryMakeItem(key, payload, timeToLive) ?? throw DynamoDbRefusals.OfSize(payload.Length);

    private Dictionary<string, AttributeValue>? TryMakeItem(DynamoDbKey key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive) =>
        DynamoDbItem.Of(key, payload, DynamoDbItem.ExpiryOf(timeToLive, _time.GetUtcNow()), _compression);

    // Returns null if the item has expired or is not an entry.
    private CacheEntry? EntryOf(Dictionary<string, AttributeValue> item)
    {
        if (!DynamoDbItem.TryGetTimeToLive(item, Now, out TimeSpan? timeToLive) || DynamoDbItem.PayloadOf(item, _compression) is not { } payload)
            return null;

        return new CacheEntry(payload, timeToLive);
    }
}
