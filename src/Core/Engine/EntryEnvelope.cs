using System.Text;

namespace CacheKit;

// What is stored of an entry with metadata: the payload, after the metadata.
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
// Numbers have their lowest byte first. An entry without metadata is stored as its payload alone; only one that begins like the magic
// is enclosed too, with none. So what is stored is read in one way.
internal static class EntryEnvelope
{
    // The tags of an entry are read one by one with it. One with more of them was not stored by a cache.
    public const int MostTags = 1_000;

    private const byte LifetimePart = 1;
    private const byte ValidatorPart = 2;
    private const int MarkLength = sizeof(ushort) + sizeof(ulong);

    private static ReadOnlySpan<byte> Magic => [0xFF, (byte)'k', (byte)'e', (byte)'y'];

    public static bool IsOne(ReadOnlySpan<byte> stored) => stored.StartsWith(Magic);

    // What is stored of a payload.
    public static byte[] Of(byte[] payload, EntryMetadata metadata) =>
        metadata.IsNone && !IsOne(payload) ? payload : Enclose(payload, metadata);

    public static byte[] Enclose(ReadOnlySpan<byte> payload, EntryMetadata metadata)
    {
        byte[] stored = new byte[LengthOf(metadata) + payload.Length];
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
        return stored;
    }

    // False for what begins like an envelope and is none.
    public static bool TryOpen(ReadOnlyMemory<byte> stored, out ReadOnlyMemory<byte> payload, out EntryMetadata metadata)
    {
        payload = stored;
        metadata = EntryMetadata.None;
        if (!IsOne(stored.Span))
            return true;

        var rest = new EnvelopeReader(stored[Magic.Length..]);
        byte parts = rest.ReadByte();
        EntryLifetime? lifetime = (parts & LifetimePart) != 0
            ? new EntryLifetime(rest.ReadInt64(), rest.ReadInt64(), rest.ReadInt64(), rest.ReadInt64(), rest.ReadInt64())
            : null;
        string? validator = (parts & ValidatorPart) != 0 ? rest.ReadText() : null;
        int count = rest.ReadInt32();
        if (rest.IsBroken || parts > (LifetimePart | ValidatorPart) || count < 0 || count > Math.Min(MostTags, rest.Left.Length / MarkLength) ||
            lifetime is { IsPossible: false })
        {
            return false;
        }

        var marks = new TagMark[count];
        foreach (ref TagMark mark in marks.AsSpan())
            mark = new TagMark(rest.ReadText(), new TagGeneration((ulong)rest.ReadInt64()));
        payload = rest.Left;
        metadata = EntryMetadata.Of(marks, lifetime, validator);
        return !rest.IsBroken && Array.TrueForAll(marks, mark => mark.Key.Length is > 0 and < LongKey.LengthLimit);
    }

    public static int LengthOf(EntryMetadata metadata) =>
        Magic.Length + 1
        + (metadata.Lifetime is null ? 0 : 5 * sizeof(long))
        + (metadata.Validator is { } validator ? sizeof(ushort) + Encoding.UTF8.GetByteCount(validator) : 0)
        + sizeof(int) + metadata.Marks.Sum(mark => MarkLength + Encoding.UTF8.GetByteCount(mark.Key));
}
