namespace CacheKit;

// What the store holds of a tag: its present generation, and those that were evicted softly since it was last evicted for good, the
// latest first.
//
//   record     = generation { "," generation }
//   generation = 16 hexadecimal digits
//
// They are named one by one. By their order in time alone a clock that is behind could bring back what was evicted.
internal static class TagRecord
{
    // An entry that was stored before so many soft evictions is not worth serving.
    public const int MostGenerations = 8;

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

    // Null for what is no record.
    public static TagGeneration[]? GenerationsIn(ReadOnlySpan<byte> record)
    {
        if (!IsOne(record))
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
        ReadOnlySpan<byte> kept = record[..Math.Min(record.Length, (Step * (MostGenerations - 1)) - 1)];
        byte[] after = new byte[Step + kept.Length];
        next.Format(after);
        after[TagGeneration.Length] = (byte)',';
        kept.CopyTo(after.AsSpan(Step));
        return after;
    }

    // False for what is no record.
    public static bool TryParse(ReadOnlySpan<byte> record, out TagGeneration present)
    {
        present = default;
        return IsOne(record) && TagGeneration.TryParse(record[..TagGeneration.Length], out present);
    }

    // What has become of an entry of that generation.
    public static TagState StateOf(ReadOnlySpan<byte> record, TagGeneration generation)
    {
        if (!IsOne(record))
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

    private static bool IsOne(ReadOnlySpan<byte> record) => record.Length is > 0 and < Step * MostGenerations && (record.Length + 1) % Step == 0;
}
