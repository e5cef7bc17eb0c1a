using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;

namespace CacheKit;

// The item of an entry:
//
//   key         S  the key, as encoded by DynamoDbKey
//   value       B  the payload
//   compressed  B  instead of value: the payload as a PayloadCompression writes it, or 0x00 if it is empty (emulators may refuse an empty value)
//   ttl         N  the expiration in Unix seconds, rounded up: DynamoDB deletes the item some time later
//   expires_ms  N  the expiration in Unix milliseconds, which every read checks
//   full_key    S  the full key, if `key` is shortened
//
// An entry without an expiration has neither ttl nor expires_ms. Items of fastapi-cache (key, value and ttl) can be read too; fastapi-cache
// reads an item with a compressed payload as a miss. An item whose attributes have other types belongs to another application and is a miss.
internal static class DynamoDbItem
{
    public const string Key = "key";
    public const string TimeToLive = "ttl";
    public const string Expires = "expires_ms";
    public const string FullKey = "full_key";
    public const string Value = "value";
    public const string Compressed = "compressed";

    /// <summary>The maximum size of an item in bytes, with attribute names.</summary>
    public const int MaximumSize = 400 * 1024;

    private static readonly long _endOfCalendar = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static Dictionary<string, AttributeValue> KeyOf(DynamoDbKey key) => new(1) { [Key] = new AttributeValue { S = key.Partition } };

    /// <summary>Creates the item of an entry; null: it exceeds the maximum size even when compressed.</summary>
    public static Dictionary<string, AttributeValue>? Of(
        DynamoDbKey key, ReadOnlyMemory<byte> payload, long? expiresAt, DynamoDbCompression compression)
    {
        Dictionary<string, AttributeValue> item = KeyOf(key);
        if (key.Whole is not null)
            item[FullKey] = new AttributeValue { S = key.Whole };
        if (expiresAt is { } milliseconds)
        {
            item[TimeToLive] = Number((milliseconds + 999) / 1000);
            item[Expires] = Number(milliseconds);
        }

        (string name, AttributeValue value) = compression.TryCompress(payload.Span) is { } compressed
            ? new(Compressed, new AttributeValue { B = DynamoDbCompression.StreamOf(compressed) })
            : PlainForm(payload);
        item[name] = value;
        return SizeOf(item) <= MaximumSize ? item : null;
    }

    /// <summary>Returns the payload; null: the item is not an entry.</summary>
    /// <exception cref="StoreRefusedException">The item has a compressed payload that can't be restored.</exception>
    public static ReadOnlyMemory<byte>? PayloadOf(Dictionary<string, AttributeValue> item, DynamoDbCompression compression) => FormIn(item) switch
    {
        null => (ReadOnlyMemory<byte>?)null,
        { Key: Compressed, Value.B: var compressed } => compression.Restore(DynamoDbCompression.BytesOf(compressed).Span),
        { Value.B: var plain } => DynamoDbCompression.BytesOf(plain),
    };

    /// <summary>Returns the attribute of a payload that is not compressed by an algorithm.</summary>
    public static KeyValuePair<string, AttributeValue> PlainForm(ReadOnlyMemory<byte> payload) => payload.IsEmpty
        ? new(Compressed, new AttributeValue { B = new MemoryStream(DynamoDbCompression.Empty.ToArray()) })
        : new(Value, new AttributeValue { B = DynamoDbCompression.StreamOf(payload) });

    /// <summary>Returns the attribute that holds an item's payload; null: the item is not an entry.</summary>
    public static KeyValuePair<string, AttributeValue>? FormIn(Dictionary<string, AttributeValue> item)
    {
        if (item.TryGetValue(Value, out AttributeValue? plain) && plain.B is not null)
            return new(Value, plain);

        return item.TryGetValue(Compressed, out AttributeValue? compressed) && compressed.B is not null ? new(Compressed, compressed) : null;
    }

    /// <summary>Converts a time to Unix milliseconds, rounded up.</summary>
    public static long MillisecondsOf(DateTimeOffset time) => RoundedUp(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks);

    /// <summary>Returns the expiration of an entry that is stored now, in Unix milliseconds; null: none.</summary>
    public static long? ExpiryOf(TimeSpan? timeToLive, DateTimeOffset now) =>
        timeToLive < DateTimeOffset.MaxValue - now ? MillisecondsOf(now + timeToLive.Value) : null;

    /// <summary>Reads the expiration of an entry in Unix milliseconds; null: none. Returns false if it cannot be read.</summary>
    public static bool TryGetExpiry(Dictionary<string, AttributeValue> item, out long? expiry) =>
        item.TryGetValue(Expires, out AttributeValue? milliseconds) ? TryGetTime(milliseconds, scale: 1, out expiry)
        : item.TryGetValue(TimeToLive, out AttributeValue? seconds) ? TryGetTime(seconds, scale: 1000, out expiry)
        : (expiry = null) is null;

    public static string KeyIn(Dictionary<string, AttributeValue> item) =>
        DynamoDbKey.Decode(item.TryGetValue(FullKey, out AttributeValue? whole) && whole.S is not null ? whole.S : item[Key].S);

    /// <summary>
    /// Returns the time to live at a time in Unix milliseconds; false: the item has expired, or its expiration cannot be read.
    /// </summary>
    public static bool TryGetTimeToLive(Dictionary<string, AttributeValue> item, long now, out TimeSpan? timeToLive)
    {
        bool isReadable = TryGetExpiry(item, out long? expiry);
        timeToLive = expiry is { } end ? TimeSpan.FromMilliseconds(end - now) : null;
        return isReadable && !(timeToLive <= TimeSpan.Zero);
    }

    /// <summary>Returns the size of an item in bytes, as DynamoDB counts it.</summary>
    public static int SizeOf(Dictionary<string, AttributeValue> item) =>
        item.Sum(attribute => Encoding.UTF8.GetByteCount(attribute.Key) + SizeOf(attribute.Value));

    private static int SizeOf(AttributeValue value)
    {
        if (value.B is not null)
            return (int)value.B.Length;
        if (value.S is not null)
            return Encoding.UTF8.GetByteCount(value.S);

        // One byte per two digits, and one for the number itself.
        return value.N is null ? 0 : 1 + ((value.N.Length + 1) / 2);
    }

    private static long RoundedUp(long ticks) => (ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;

    private static AttributeValue Number(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    // Another application may have written a fraction, or a date beyond the calendar, which means "no expiration".
    private static bool TryGetTime(AttributeValue value, int scale, out long? time)
    {
        bool isNumber = double.TryParse(value.N, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
        time = isNumber && number * scale < _endOfCalendar ? (long)Math.Max(number * scale, 0) : null;
        return isNumber;
    }
}
