using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Amazon.DynamoDBv2.Model;

namespace CacheKit;

// The item of an entry:
//
//   key         S  the key, as encoded by DynamoDbKey
//   value       B  the payload, uncompressed
//   gzip        B  instead of value: the compressed payload, if it is too large otherwise or empty (emulators may refuse an empty value)
//   ttl         N  the expiration in Unix seconds, rounded up: DynamoDB deletes the item some time later
//   expires_ms  N  the expiration in Unix milliseconds, which every read checks
//   full_key    S  the full key, if `key` is shortened
//
// An entry without an expiration has neither ttl nor expires_ms. Items of fastapi-cache (key, value and ttl) can be read too; fastapi-cache
// reads an item with gzip as a miss. An item whose attributes have other types belongs to another application and is a miss.
internal static class DynamoDbItem
{
    public const string Key = "key";
    public const string TimeToLive = "ttl";
    public const string Expires = "expires_ms";
    public const string FullKey = "full_key";
    public const string Value = "value";
    public const string Compressed = "gzip";

    /// <summary>The maximum size of an item in bytes, with attribute names.</summary>
    public const int MaximumSize = 400 * 1024;

    // More than the size of both expiration attributes with their names.
    private const int LargestExpiration = 64;

    // GZipStream writes no bytes at all for an empty input.
    private static readonly byte[] _compressedEmpty = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static readonly long _endOfCalendar = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static Dictionary<string, AttributeValue> KeyOf(DynamoDbKey key) => new(1) { [Key] = new AttributeValue { S = key.Partition } };

    /// <summary>Creates the item of an entry; null: it exceeds the maximum size even when compressed.</summary>
    public static Dictionary<string, AttributeValue>? Of(DynamoDbKey key, ReadOnlyMemory<byte> payload, long? expiresAt)
    {
        Dictionary<string, AttributeValue> item = KeyOf(key);
        if (key.Whole is not null)
            item[FullKey] = new AttributeValue { S = key.Whole };
        if (expiresAt is { } milliseconds)
        {
            item[TimeToLive] = Number((milliseconds + 999) / 1000);
            item[Expires] = Number(milliseconds);
        }

        int room = MaximumSize - SizeOf(item);
        if (!payload.IsEmpty && Value.Length + payload.Length <= room)
            item[Value] = new AttributeValue { B = StreamOf(payload) };
        else if (Compress(payload, room - Compressed.Length) is { } compressed)
            item[Compressed] = new AttributeValue { B = compressed };
        else
            return null;

        return item;
    }

    /// <summary>Returns the payload; null: the item is not an entry.</summary>
    /// <exception cref="StoreRefusedException">The item has the attribute gzip, but its bytes are not compressed.</exception>
    public static ReadOnlyMemory<byte>? PayloadOf(Dictionary<string, AttributeValue> item) => FormIn(item) switch
    {
        null => (ReadOnlyMemory<byte>?)null,
        { Key: Compressed, Value.B: var compressed } => Decompress(compressed),
        { Value.B: var plain } => plain.TryGetBuffer(out ArraySegment<byte> buffer) ? buffer : plain.ToArray(),
    };

    /// <summary>
    /// Returns the attribute of a payload that is stored uncompressed whatever its expiration; null: it is or may be compressed.
    /// </summary>
    public static KeyValuePair<string, AttributeValue>? PlainFormOf(DynamoDbKey key, ReadOnlyMemory<byte> payload)
    {
        int frame = Value.Length + SizeOf(KeyOf(key)) + (key.Whole is null ? 0 : FullKey.Length + Encoding.UTF8.GetByteCount(key.Whole));
        return payload.IsEmpty || payload.Length > MaximumSize - frame - LargestExpiration
            ? null
            : new(Value, new AttributeValue { B = StreamOf(payload) });
    }

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

    private static MemoryStream StreamOf(ReadOnlyMemory<byte> payload) =>
        MemoryMarshal.TryGetArray(payload, out ArraySegment<byte> array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false, publiclyVisible: true)
            : new MemoryStream(payload.ToArray(), writable: false);

    private static MemoryStream? Compress(ReadOnlyMemory<byte> payload, int room)
    {
        const int Step = 64 * 1024;
        if (payload.IsEmpty)
            return new MemoryStream(_compressedEmpty, writable: false);

        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (ReadOnlyMemory<byte> rest = payload; !rest.IsEmpty; rest = rest[Math.Min(Step, rest.Length)..])
            {
                gzip.Write(rest.Span[..Math.Min(Step, rest.Length)]);

                // Stops early if the payload cannot become small enough.
                if (compressed.Length > room)
                    return null;
            }
        }

        return compressed.Length <= room ? compressed : null;
    }

    private static ReadOnlyMemory<byte> Decompress(MemoryStream compressed)
    {
        var payload = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
            gzip.CopyTo(payload);
        }
        catch (InvalidDataException exception)
        {
            throw DynamoDbRefusals.OfDamage(exception);
        }

        return payload.GetBuffer().AsMemory(0, (int)payload.Length);
    }
}
