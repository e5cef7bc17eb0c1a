namespace CacheKit;

// Reads and writes the records of tags in the store, and remembers what it has found and stored.
internal sealed class TagRecords(StoreCalls calls, TimeProvider time)
{
    // A generation that did not follow another one softly is kept at least this long.
    public static readonly TimeSpan MinTimeToLive = TimeSpan.FromDays(1);

    private static readonly TimeSpan _longestExpiration = TimeSpan.FromDays(50 * 365);

    private readonly GenerationClock _clock = new();

    public RecentMarks Recent { get; } = new(time);

    public TagGeneration Next() => _clock.Next(time.GetUtcNow());

    // One trip. No value if a generation was made later than that.
    public async ValueTask<StoreResult<TagReading>> ReadAsync(string[] tags, TimeSpan? expiration, long latest, CancellationToken cancellationToken)
    {
        StoreResult<CacheEntry?>[] held = await calls.Batch.GetWithTimeToLiveAsync(tags, cancellationToken).ConfigureAwait(false);
        var marks = new TagMark[tags.Length];
        var missing = new List<TagWrite>();
        for (int i = 0; i < marks.Length; i++)
        {
            if (held[i] is { Failed: true, Failure: not CallFailure.Refused })
                return StoreResult<TagReading>.None(held[i].Failure);

            TagGeneration? present = PresentIn(held[i].Value);
            if (present?.Time > latest)
                return default;

            bool isKept = present is not null && Outlives(held[i].Value!.Value.TimeToLive, expiration);
            marks[i] = new TagMark(tags[i], isKept ? present!.Value : Next());
            if (isKept)
                Recent.Remember(marks[i], held[i].Value!.Value.TimeToLive);
            else
                missing.Add(new TagWrite(tags[i], marks[i].Generation, held[i]));
        }

        return new StoreResult<TagReading>(new TagReading(marks, missing));
    }

    // Of marks that turn out to be outdated, those of the current generations are remembered.
    public async Task<StoreResult<bool>> CheckAsync(string[] tags, TagMark[] marks, CancellationToken cancellationToken)
    {
        StoreResult<ReadOnlyMemory<byte>?>[] read = await calls.Batch.GetAsync(tags, cancellationToken).ConfigureAwait(false);
        bool areCurrent = true;
        for (int i = 0; i < marks.Length; i++)
        {
            if (read[i] is { Failed: true, Failure: not CallFailure.Refused })
                return StoreResult<bool>.None(read[i].Failure);
            if (StateOf(read[i].Value, marks[i]) == TagState.Current)
                continue;

            areCurrent = false;
            RememberFound(tags[i], read[i].Value);
        }

        return new StoreResult<bool>(areCurrent);
    }

    // A generation alone in its record was stored for a day at least. After a soft eviction the record has the remaining time to live of the one
    // before.
    private void RememberFound(string tag, ReadOnlyMemory<byte>? record)
    {
        if (record is not { Length: TagGeneration.Length } single || !TagRecord.TryParse(single.Span, out TagGeneration present))
        {
            Recent.Forget(tag);
            return;
        }

        long age = Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - present.Time);
        Recent.Remember(new TagMark(tag, present), MinTimeToLive - TimeSpan.FromMilliseconds(age));
    }

    // If the store can't write conditionally, or refuses to read the old record, the last of several concurrent writers wins. The entries
    // of the others are outdated from the start.
    public async ValueTask<StoreResult<bool>[]> StoreAsync(List<TagWrite> writes, TimeSpan? life, CancellationToken cancellationToken)
    {
        if (writes.Count == 0)
            return [];

        ILookup<TagWriteKind, int> indexes = Enumerable.Range(0, writes.Count).ToLookup(i => writes[i].KindFor(calls.CanWriteConditionally));
        BatchEntry[] EntriesOf(TagWriteKind kind) =>
            [.. indexes[kind].Select(i => new BatchEntry(writes[i].Tag, TagRecord.Of(writes[i].Generation), life))];
        ValueTask<StoreResult<bool>[]> adding = calls.Batch.AddAsync(EntriesOf(TagWriteKind.Add), cancellationToken);
        ValueTask<StoreResult<bool>[]> setting = calls.Batch.SetAsync(EntriesOf(TagWriteKind.Set), cancellationToken);
        Task<StoreResult<bool>>[] replacing = CallGroup.Begin(indexes[TagWriteKind.Replace].ToArray(), i => calls.ReplaceAsync(
            writes[i].Tag, writes[i].Held.Value!.Value.Payload, TagRecord.Of(writes[i].Generation), life, cancellationToken).AsTask());
        StoreResult<bool>[] results =
        [
            .. await adding.ConfigureAwait(false), .. await setting.ConfigureAwait(false), .. await Task.WhenAll(replacing).ConfigureAwait(false),
        ];
        int[] order = [.. indexes[TagWriteKind.Add], .. indexes[TagWriteKind.Set], .. indexes[TagWriteKind.Replace]];
        Array.Sort(order, results);
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i].Value)
                Recent.Remember(new TagMark(writes[i].Tag, writes[i].Generation), life);
        }

        return results;
    }

    public static TagState StateOf(ReadOnlyMemory<byte>? record, TagMark mark) =>
        record is { } held ? TagRecord.StateOf(held.Span, mark.Generation) : TagState.Evicted;

    public static bool Outlives(TimeSpan? timeToLive, TimeSpan? expiration) =>
        timeToLive is null || (expiration is not null && timeToLive >= expiration);

    // Long enough for later entries too, so that the generation is seldom replaced.
    public static TimeSpan? TimeToLiveFor(TimeSpan? expiration) =>
        expiration is { } duration && duration < _longestExpiration ? (2 * duration) + MinTimeToLive : null;

    private static TagGeneration? PresentIn(CacheEntry? held) =>
        held is var (record, _) && TagRecord.TryParse(record.Span, out TagGeneration present) ? present : null;
}
