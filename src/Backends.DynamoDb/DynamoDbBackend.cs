using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Logging;

namespace CacheKit;

/// <summary>Keeps entries in a table of DynamoDB: an item each, whose life is kept to the millisecond.</summary>
/// <remarks>
/// The table has one key, a string named <c>key</c>, and is made on request. Every read checks whether an entry has expired: the
/// service itself deletes it up to days later.
/// </remarks>
public sealed class DynamoDbBackend : ILoggingBackend, IListingBackend, IConditionalBackend, IDisposable
{
    // An item of fastapi-cache has its life in seconds only. An item without a payload or a readable life is no entry.
    private const string IsAlive =
        "(attribute_type(#value, :binary) OR attribute_type(#gzip, :binary)) AND " +
        "(#expires > :ms OR (attribute_not_exists(#expires) AND (attribute_not_exists(#ttl) OR #ttl > :s)))";

    private const string IsAbsent = $"NOT ({IsAlive})";

    private readonly DynamoDbTable _table;
    private readonly DynamoDbSweep _sweep;
    private readonly TimeProvider _time;
    private readonly bool _consistentReads;

    /// <summary>Uses a table over a client of the backend's own, with the credentials that the AWS SDK finds.</summary>
    /// <param name="table">The name of the table.</param>
    /// <param name="options">The settings; null: the region of the environment, and a table that is there.</param>
    /// <exception cref="ArgumentException">The name of the table or a setting is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is no region, or there are no credentials.</exception>
    public DynamoDbBackend(string table, DynamoDbBackendOptions? options = null)
        : this(DynamoDbTable.OverOwnClient(table, options ?? new DynamoDbBackendOptions()), options ?? new DynamoDbBackendOptions())
    {
    }

    /// <summary>Uses a table over a client that the caller owns: it is never disposed of here, and keeps its own settings.</summary>
    /// <param name="client">The client, which knows the region and the credentials.</param>
    /// <param name="table">The name of the table.</param>
    /// <param name="options">The settings, without a region and an endpoint: those are the client's. Null: a table that is there.</param>
    /// <exception cref="ArgumentException">The name of the table or a setting is wrong.</exception>
    public DynamoDbBackend(IAmazonDynamoDB client, string table, DynamoDbBackendOptions? options = null)
        : this(DynamoDbTable.Over(client, table, options ?? new DynamoDbBackendOptions()), options ?? new DynamoDbBackendOptions())
    {
    }

    private DynamoDbBackend(DynamoDbTable table, DynamoDbBackendOptions options)
    {
        _table = table;
        _sweep = new DynamoDbSweep(table);
        _time = options.TimeProvider;
        _consistentReads = options.ConsistentReads;
    }

    // Rounded as the ends of lives are: a life is over when it was said to be, and never seems longer than was asked for.
    private long Now => DynamoDbItem.MillisecondsOf(_time.GetUtcNow());

    /// <inheritdoc/>
    public void UseLoggers(ILoggerFactory loggerFactory) => _table.UseLogger(loggerFactory.CreateLogger<DynamoDbBackend>());

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
        if (response.Item is not { Count: > 0 } item || !TryGetLife(item, out TimeSpan? timeToLive) || DynamoDbItem.PayloadOf(item) is not { } payload)
            return null;

        return new CacheEntry(payload, timeToLive);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// PutItem, or DeleteItem. A life is kept in whole milliseconds, rounded up. An entry of more than 400 KB, compressed, is refused, and the
    /// key is removed.
    /// </remarks>
    /// <exception cref="StoreRefusedException">The entry takes more than 400 KB, compressed, or the service refuses the request.</exception>
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DynamoDbKey stored = DynamoDbKey.Of(key);
        bool hasLife = !(timeToLive <= TimeSpan.Zero);
        Dictionary<string, AttributeValue>? item = hasLife ? DynamoDbItem.Of(stored, payload, DynamoDbItem.ExpiryOf(timeToLive, _time.GetUtcNow())) : null;
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
    /// <remarks>PutItem, on the condition that there is no item, an expired one, or one that is no entry.</remarks>
    /// <exception cref="StoreRefusedException">The entry takes more than 400 KB, compressed, or the service refuses the request.</exception>
    public async ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (timeToLive <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeToLive), timeToLive, "An entry that is added has a life, of more than zero.");

        var request = new PutItemRequest
        {
            TableName = _table.Name,
            Item = ItemOf(DynamoDbKey.Of(key), payload, timeToLive),
            ConditionExpression = IsAbsent,
            ExpressionAttributeNames = ConditionNames(),
            ExpressionAttributeValues = ConditionValues(),
        };
        return await IsMetAsync(_table.PutAsync(request, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// PutItem or DeleteItem, on the condition that the item holds what is expected and has not expired. Where that is kept compressed,
    /// GetItem comes first, which is consistent.
    /// </remarks>
    /// <exception cref="StoreRefusedException">The entry takes more than 400 KB, compressed, or the service refuses the request.</exception>
    public async ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DynamoDbKey stored = DynamoDbKey.Of(key);
        Dictionary<string, AttributeValue>? item = timeToLive <= TimeSpan.Zero ? null : ItemOf(stored, payload, timeToLive);
        if (await StoredFormAsync(stored, expected, cancellationToken).ConfigureAwait(false) is not { } form)
            return false;

        const string condition = $"#payload = :expected AND ({IsAlive})";
        Dictionary<string, string> names = ConditionNames();
        names["#payload"] = form.Key;
        Dictionary<string, AttributeValue> values = ConditionValues();
        values[":expected"] = form.Value;
        return await IsMetAsync(item is null
            ? _table.DeleteAsync(
                new() { TableName = _table.Name, Key = DynamoDbItem.KeyOf(stored), ConditionExpression = condition, ExpressionAttributeNames = names, ExpressionAttributeValues = values },
                cancellationToken)
            : _table.PutAsync(
                new() { TableName = _table.Name, Item = item, ConditionExpression = condition, ExpressionAttributeNames = names, ExpressionAttributeValues = values },
                cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>DeleteItem, on the condition that there is an item that has not expired.</remarks>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = new DeleteItemRequest
        {
            TableName = _table.Name,
            Key = DynamoDbItem.KeyOf(DynamoDbKey.Of(key)),
            ConditionExpression = IsAlive,
            ExpressionAttributeNames = ConditionNames(),
            ExpressionAttributeValues = ConditionValues(),
        };
        return await IsMetAsync(_table.DeleteAsync(request, cancellationToken)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Scan of the whole table, in four parts side by side, and BatchWriteItem of 25 keys. An entry that is set meanwhile may
    /// stay. A failure ends it; what was removed until then stays removed.
    /// </remarks>
    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        return await _sweep.RemoveAsync(prefix, Now, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Scan of the whole table. A size is that of the item, names included, by which the service bills.</remarks>
    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(prefix);
        await foreach (Dictionary<string, AttributeValue> item in _sweep.ReadAsync(prefix, _consistentReads, cancellationToken).ConfigureAwait(false))
        {
            if (TryGetLife(item, out TimeSpan? timeToLive) && DynamoDbItem.FormIn(item) is not null)
                yield return new StoredKey(DynamoDbItem.KeyIn(item), timeToLive, DynamoDbItem.SizeOf(item));
        }
    }

    /// <summary>Ends what is under way, and the client if it is the backend's own.</summary>
    public void Dispose() => _table.Dispose();

    // The attribute that holds a payload, as it is; null: the item holds another one. How a payload is compressed is not the same for
    // ever, so of one that is, the bytes that are there now are meant.
    private async ValueTask<KeyValuePair<string, AttributeValue>?> StoredFormAsync(DynamoDbKey key, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (DynamoDbItem.PlainFormOf(key, payload) is { } plain)
            return plain;

        var request = new GetItemRequest { TableName = _table.Name, Key = DynamoDbItem.KeyOf(key), ConsistentRead = true };
        GetItemResponse response = await _table.GetAsync(request, cancellationToken).ConfigureAwait(false);
        return response.Item is { Count: > 0 } item && DynamoDbItem.PayloadOf(item) is { } held && held.Span.SequenceEqual(payload.Span)
            ? DynamoDbItem.FormIn(item)
            : null;
    }

    private Dictionary<string, AttributeValue> ItemOf(DynamoDbKey key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive) =>
        DynamoDbItem.Of(key, payload, DynamoDbItem.ExpiryOf(timeToLive, _time.GetUtcNow())) ?? throw DynamoDbRefusals.OfSize(payload.Length);

    // False where the life is over, or can't be read.
    private bool TryGetLife(Dictionary<string, AttributeValue> item, out TimeSpan? timeToLive)
    {
        bool isReadable = DynamoDbItem.TryGetExpiry(item, out long? expiry);
        timeToLive = expiry is { } end ? TimeSpan.FromMilliseconds(end - Now) : null;
        return isReadable && !(timeToLive <= TimeSpan.Zero);
    }

    private static Dictionary<string, string> ConditionNames() => new()
    {
        ["#value"] = DynamoDbItem.Value,
        ["#gzip"] = DynamoDbItem.Compressed,
        ["#expires"] = DynamoDbItem.Expires,
        ["#ttl"] = DynamoDbItem.Life,
    };

    private Dictionary<string, AttributeValue> ConditionValues()
    {
        long now = Now;
        return new()
        {
            [":ms"] = new AttributeValue { N = now.ToString(CultureInfo.InvariantCulture) },
            [":s"] = new AttributeValue { N = (now / 1000).ToString(CultureInfo.InvariantCulture) },
            [":binary"] = new AttributeValue { S = "B" },
        };
    }

    private static async ValueTask<bool> IsMetAsync(Task conditional)
    {
        try
        {
            await conditional.ConfigureAwait(false);
            return true;
        }
        catch (ConditionalCheckFailedException)
        {
            return false;
        }
    }
}
