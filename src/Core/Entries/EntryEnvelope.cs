using System.Text;

namespace CacheKit;

// The stored form of an entry with metadata: the metadata, then the payload.
//
//   magic        4 bytes    0xFF "key", which no text in UTF-8 begins with
//   parts        1 byte     1: a lifetime; 2: a validator
//   lifetime     5 × 8 bytes created, fresh until, refresh from, sliding, cap
//   validator    2 bytes of length, UTF-8
//   count        4 bytes    how many tags
//   for each tag:
//     length     2 bytes    of its key
//     key        UTF-8
//     generation 8 bytes
//   payload                 to the end
//
// Numbers are little-endian. An entry without metadata is stored as its bare payload; a payload that begins with the magic is wrapped too,
// with empty metadata, so that reading is unambiguous.
internal static class EntryEnvelope
{
    // Each tag of an entry costs a read. A cache never writes more tags than this, so an entry with more is corrupt.
    public const int MaxTags = 1_000;

    private const byte LifetimePart = 1;
    private const byte ValidatorPart = 2;
    private const int MarkLength = sizeof(ushort) + sizeof(ulong);

    private static ReadOnlySpan<byte> Magic => [0xFF, (byte)'k', (byte)'e', (byte)'y'];

    public static bool IsEnvelope(ReadOnlySpan<byte> stored) => stored.StartsWith(Magic);

    public static byte[] Wrap(byte[] payload, EntryMetadata metadata) =>
        metadata.IsNone && !IsEnvelope(payload) ? payload : WrapAlways(payload, metadata);

    public static byte[] WrapAlways(ReadOnlySpan<byte> payload, EntryMetadata metadata)
    {
        byte[] stored = new byte[LengthOf(metadata) + payload.Length];
        Write(payload, metadata, stored);
        return stored;
    }

    // Returns the payload's buffer, or another one in place of it.
    public static PayloadBuffer Wrap(PayloadBuffer payload, EntryMetadata metadata)
    {
        if (metadata.IsNone && !IsEnvelope(payload.Written.Span))
            return payload;

        int length = LengthOf(metadata) + payload.Written.Length;
        PayloadBuffer stored = PayloadBuffer.Rent();
        Write(payload.Written.Span, metadata, stored.GetSpan(length));
        stored.Advance(length);
        payload.Dispose();
        return stored;
    }

    private static void Write(ReadOnlySpan<byte> payload, EntryMetadata metadata, Span<byte> stored)
    {
        var rest = new EnvelopeWriter(stored);
        rest.Write(Magic);
        rest.Write((byte)((metadata.Lifetime is null ? 0 : LifetimePart) | (metadata.Validator is null ? 0 : ValidatorPart)));
        if (metadata.Lifetime is { } lifetime)
        {
            rest.Write(lifetime.Created);
            rest.Write(lifetime.FreshUntil);
            rest.Write(lifetime.RefreshFrom);
            rest.Write(lifetime.Sliding);
            rest.Write(lifetime.Cap);
        }

        if (metadata.Validator is { } validator)
            rest.Write(validator);
        rest.Write(metadata.Marks.Length);
        foreach (TagMark mark in metadata.Marks)
        {
            rest.Write(mark.Key);
            rest.Write((long)mark.Generation.Number);
        }

        rest.Write(payload);
    }

    // False for a payload that begins with the magic but is not a valid envelope.
    public static bool TryUnwrap(ReadOnlyMemory<byte> stored, out ReadOnlyMemory<byte> payload, out EntryMetadata metadata)
    {
        payload = stored;
        metadata = EntryMetadata.None;
        if (!IsEnvelope(stored.Span))
            return true;

        var rest = new EnvelopeReader(stored[Magic.Length..]);
        byte parts = rest.ReadByte();
        EntryLifetime? lifetime = (parts & LifetimePart) != 0
            ? new EntryLifetime(rest.ReadInt64(), rest.ReadInt64(), rest.ReadInt64(), rest.ReadInt64(), rest.ReadInt64())
            : null;
        string? validator = (parts & ValidatorPart) != 0 ? rest.ReadText() : null;
        int count = rest.ReadInt32();
        if (rest.IsTruncated || parts > (LifetimePart | ValidatorPart) || count < 0 ||
            count > Math.Min(MaxTags, rest.Remaining.Length / MarkLength) ||
            lifetime is { IsValid: false })
        {
            return false;
        }

        var marks = new TagMark[count];
        foreach (ref TagMark mark in marks.AsSpan())
            mark = new TagMark(rest.ReadText(), new TagGeneration((ulong)rest.ReadInt64()));
        payload = rest.Remaining;
        metadata = EntryMetadata.Of(marks, lifetime, validator);
        return !rest.IsTruncated && Array.TrueForAll(marks, mark => mark.Key.Length is > 0 and < LongKey.LengthLimit);
    }

    public static int LengthOf(EntryMetadata metadata)
    {
        int length = Magic.Length + 1 + sizeof(int);
        if (metadata.Lifetime is not null)
            length += 5 * sizeof(long);
        if (metadata.Validator is { } validator)
            length += sizeof(ushort) + Encoding.UTF8.GetByteCount(validator);
        foreach (TagMark mark in metadata.Marks)
            length += MarkLength + Encoding.UTF8.GetByteCount(mark.Key);
        return length;
    }
}
