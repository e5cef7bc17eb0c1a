using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Amazon.DynamoDBv2.Model;

namespace CacheKit;

// What the item of an entry holds:
//
//   key         S  the key, as DynamoDbKey writes it
//   value       B  the payload as it is
//   gzip        B  in its place: the payload compressed, where it would not fit otherwise or is empty (an emulator may refuse that)
//   ttl         N  when the entry expires, in Unix seconds and rounded up: the store deletes it some time later
//   expires_ms  N  the same in milliseconds, which every read goes by
//   full_key    S  the whole key, where `key` is its beginning and its hash
//
// An entry that never expires has neither of the two. The item of fastapi-cache is key, value and ttl, and is read here too; it
// finds no `value` where there is `gzip`, which is a miss there. An item whose attributes have other types is somebody else's: a miss.
internal static class DynamoDbItem
{
    public const string Key = "key";
    public const string Life = "ttl";
    public const string Expires = "expires_ms";
    public const string FullKey = "full_key";
    public const string Value = "value";
    public const string Compressed = "gzip";

    /// <summary>The most bytes an item may take, names included.</summary>
    public const int MostBytes = 400 * 1024;

    // More than both numbers of a life take, with their names.
    private const int LargestLife = 64;

    // GZipStream makes no bytes at all of none.
    private static readonly byte[] _compressedNothing = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static readonly long _endOfCalendar = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static Dictionary<string, AttributeValue> KeyOf(DynamoDbKey key) => new(1) { [Key] = new AttributeValue { S = key.Partition } };

    /// <summary>The item of an entry; null: it takes more than the store keeps, compressed or not.</summary>
    public static Dictionary<string, AttributeValue>? Of(DynamoDbKey key, ReadOnlyMemory<byte> payload, long? expiresAt)
    {
        Dictionary<string, AttributeValue> item = KeyOf(key);
        if (key.Whole is not null)
            item[FullKey] = new AttributeValue { S = key.Whole };
        if (expiresAt is { } milliseconds)
        {
            item[Life] = Number((milliseconds + 999) / 1000);
            item[Expires] = Number(milliseconds);
        }

        int room = MostBytes - SizeOf(item);
        if (!payload.IsEmpty && Value.Length + payload.Length <= room)
            item[Value] = new AttributeValue { B = StreamOf(payload) };
        else if (Compress(payload, room - Compressed.Length) is { } compressed)
            item[Compressed] = new AttributeValue { B = compressed };
        else
            return null;

        return item;
    }

    /// <summary>The payload; null: this is no entry.</summary>
    /// <exception cref="StoreRefusedException">It is not compressed, though it says so.</exception>
    public static ReadOnlyMemory<byte>? PayloadOf(Dictionary<string, AttributeValue> item) => FormIn(item) switch
    {
        null => (ReadOnlyMemory<byte>?)null,
        { Key: Compressed, Value.B: var compressed } => Decompress(compressed),
        { Value.B: var plain } => plain.TryGetBuffer(out ArraySegment<byte> buffer) ? buffer : plain.ToArray(),
    };

    /// <summary>The attribute of a payload that is kept as it is, whatever its life; null: it is kept compressed, or may be.</summary>
    public static KeyValuePair<string, AttributeValue>? PlainFormOf(DynamoDbKey key, ReadOnlyMemory<byte> payload)
    {
        int frame = Value.Length + SizeOf(KeyOf(key)) + (key.Whole is null ? 0 : FullKey.Length + Encoding.UTF8.GetByteCount(key.Whole));
        return payload.IsEmpty || payload.Length > MostBytes - frame - LargestLife
            ? null
            : new(Value, new AttributeValue { B = StreamOf(payload) });
    }

    /// <summary>The attribute that holds an item's payload; null: this is no entry.</summary>
    public static KeyValuePair<string, AttributeValue>? FormIn(Dictionary<string, AttributeValue> item)
    {
        if (item.TryGetValue(Value, out AttributeValue? plain) && plain.B is not null)
            return new(Value, plain);

        return item.TryGetValue(Compressed, out AttributeValue? compressed) && compressed.B is not null ? new(Compressed, compressed) : null;
    }

    /// <summary>A time in Unix milliseconds, rounded up.</summary>
    public static long MillisecondsOf(DateTimeOffset time) => RoundedUp(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks);

    /// <summary>When an entry that is stored now expires, in Unix milliseconds; null: never.</summary>
    public static long? ExpiryOf(TimeSpan? life, DateTimeOffset now) =>
        life < DateTimeOffset.MaxValue - now ? MillisecondsOf(now + life.Value) : null;

    /// <summary>Reads when an entry expires, in Unix milliseconds, null for never; false: what should say so can't be read.</summary>
    public static bool TryGetExpiry(Dictionary<string, AttributeValue> item, out long? expiry) =>
        item.TryGetValue(Expires, out AttributeValue? milliseconds) ? TryGetTime(milliseconds, scale: 1, out expiry)
        : item.TryGetValue(Life, out AttributeValue? seconds) ? TryGetTime(seconds, scale: 1000, out expiry)
        : (expiry = null) is null;

    public static string KeyIn(Dictionary<string, AttributeValue> item) =>
        DynamoDbKey.Decode(item.TryGetValue(FullKey, out AttributeValue? whole) && whole.S is not null ? whole.S : item[Key].S);

    /// <summary>How many bytes an item takes, as the store counts.</summary>
    public static int SizeOf(Dictionary<string, AttributeValue> item) =>
        item.Sum(attribute => Encoding.UTF8.GetByteCount(attribute.Key) + SizeOf(attribute.Value));

    private static int SizeOf(AttributeValue value)
    {
        if (value.B is not null)
            return (int)value.B.Length;
        if (value.S is not null)
            return Encoding.UTF8.GetByteCount(value.S);

        // A byte for two digits and one for the number itself.
        return value.N is null ? 0 : 1 + ((value.N.Length + 1) / 2);
    }

    private static long RoundedUp(long ticks) => (ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;

    private static AttributeValue Number(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    // Whoever wrote it may have written a fraction, or a date that no calendar has, which is never.
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
            return new MemoryStream(_compressedNothing, writable: false);

        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (ReadOnlyMemory<byte> rest = payload; !rest.IsEmpty; rest = rest[Math.Min(Step, rest.Length)..])
            {
                gzip.Write(rest.Span[..Math.Min(Step, rest.Length)]);

                // Of what can't be made small enough, not all is looked at.
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
