using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using Amazon.DynamoDBv2.Model;

namespace CacheKit;

// Lists the keys of a table, whole or by pages.
//
//   cursor = "k" and the partition key of the last item that was examined, its UTF-8 in base64url
internal sealed class DynamoDbListing(DynamoDbSweep sweep, bool consistent, Func<long> now)
{
    private const char Mark = 'k';

    public async IAsyncEnumerable<StoredKey> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await foreach (Dictionary<string, AttributeValue> item in sweep.ReadAsync(prefix, consistent, cancellationToken).ConfigureAwait(false))
        {
            if (Describe(item) is { } key)
                yield return key;
        }
    }

    public async ValueTask<KeyPage> ListPageAsync(string prefix, string? cursor, int size, CancellationToken cancellationToken)
    {
        string? after = cursor is null ? null : Parse(cursor);
        (List<Dictionary<string, AttributeValue>> items, string? last) =
            await sweep.ReadPageAsync(prefix, consistent, after, size, cancellationToken).ConfigureAwait(false);
        StoredKey[] keys = [.. items.Select(Describe).OfType<StoredKey>()];
        return new KeyPage(keys, last is null ? null : Mark + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(last)));
    }

    // Null if the item has expired or is not an entry.
    private StoredKey? Describe(Dictionary<string, AttributeValue> item) =>
        DynamoDbItem.TryGetTimeToLive(item, now(), out TimeSpan? timeToLive) && DynamoDbItem.FormIn(item) is not null
            ? new StoredKey(DynamoDbItem.KeyIn(item), timeToLive, DynamoDbItem.SizeOf(item))
            : null;

    private static string Parse(string cursor) =>
        cursor.StartsWith(Mark) && cursor.Length > 1 && Base64Url.IsValid(cursor.AsSpan(1))
            ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor.AsSpan(1)))
            : throw new FormatException($"\"{cursor}\" is not a cursor of {nameof(DynamoDbBackend)}. Begin the listing again, without a cursor.");
}
