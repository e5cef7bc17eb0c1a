namespace CacheKit;

// The stored form of a tag: its current generation, followed by the generations that were softly evicted since the last immediate eviction,
// latest first.
//
//   record     = generation { "," generation }
//   generation = 16 hexadecimal digits
//
// Each softly evicted generation is listed. If a record had only a time limit, a slow clock could make evicted entries valid again.
internal static class TagRecord
{
    // An entry from before this many soft evictions is not served.
    public const int MaxGenerations = 8;

    private const int Step = TagGeneration.Length + 1;

    public static byte[] Of(TagGeneration generation)
    {
        byte[] record = new byte[TagGeneration.Length];
        generation.Format(record);
        return record;
    }

    public static byte[] Of(TagGeneration[] generations)
    {
        byte[] record = new byte[(Step * generations.Length) - 1];
        record.AsSpan().Fill((byte)',');
        for (int i = 0; i < generations.Length; i++)
            generations[i].Format(record.AsSpan(Step * i, TagGeneration.Length));
        return record;
    }

    // Null if the bytes are not a record.
    public static TagGeneration[]? GenerationsIn(ReadOnlySpan<byte> record)
    {
        if (!HasValidLength(record))
            return null;

        var generations = new TagGeneration[(record.Length + 1) / Step];
        for (int i = 0; i < generations.Length; i++)
        {
            if (!TagGeneration.TryParse(record.Slice(Step * i, TagGeneration.Length), out generations[i]))
                return null;
        }

        return generations;
    }

    // The record after a soft eviction.
    public static byte[] After(ReadOnlySpan<byte> record, TagGeneration next)
    {
        ReadOnlySpan<byte> kept = record[..Math.Min(record.Length, (Step * (MaxGenerations - 1)) - 1)];
        byte[] after = new byte[Step + kept.Length];
        next.Format(after);
        after[TagGeneration.Length] = (byte)',';
        kept.CopyTo(after.AsSpan(Step));
        return after;
    }

    // False if the bytes are not a record.
    public static bool TryParse(ReadOnlySpan<byte> record, out TagGeneration current)
    {
        current = default;
        return HasValidLength(record) && TagGeneration.TryParse(record[..TagGeneration.Length], out current);
    }

    public static bool IsRecord(ReadOnlySpan<byte> bytes)
    {
        bool isRecord = HasValidLength(bytes);
        for (int at = 0; isRecord && at < bytes.Length; at += Step)
            isRecord = TagGeneration.TryParse(bytes.Slice(at, TagGeneration.Length), out _);
        return isRecord;
    }

    // The state of the tag for an entry of a generation.
    public static TagState StateOf(ReadOnlySpan<byte> record, TagGeneration generation)
    {
        if (!HasValidLength(record))
            return TagState.Evicted;

        for (int at = 0; at < record.Length; at += Step)
        {
            if (!TagGeneration.TryParse(record.Slice(at, TagGeneration.Length), out TagGeneration one))
                return TagState.Evicted;
            if (one == generation)
                return at == 0 ? TagState.Current : TagState.SoftlyEvicted;
        }

        return TagState.Evicted;
    }

    private static bool HasValidLength(ReadOnlySpan<byte> record) =>
        record.Length is > 0 and < Step * MaxGenerations && (record.Length + 1) % Step == 0;
}
