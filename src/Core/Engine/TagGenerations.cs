namespace CacheKit;

// The generations of tags in the store of the entries, each under its own key. Each read of an entry reads them, and each write reads or checks
// them, so an eviction is effective in all processes.
//
// An eviction sets a new generation. An existing generation is never written again, for example to extend its time to live, because that
// could undo a concurrent eviction. It is only replaced by a new one, or lost.
internal sealed class TagGenerations(StoreCalls calls, TimeProvider time)
{
    // If others keep removing the generation, or the store keeps dropping it, the entry is not stored.
    private const int Attempts = 3;

    // The largest difference between the clocks of processes.
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _slack = TimeSpan.FromDays(1);
    private static readonly TimeSpan _longestExpiration = TimeSpan.FromDays(50 * 365);

    private readonly GenerationClock _clock = new();
    private readonly RecentMarks _recent = new(time);

    // The current generations of tags, for an entry with this expiration. No result if one can't be obtained: then the entry can't be
    // stored.
    public ValueTask<StoreResult<TagMark[]>> TakeAsync(string[] tags, TimeSpan? expiration, CancellationToken cancellationToken) =>
        TakeAsync(tags, expiration, long.MaxValue, cancellationToken);

    // The marks for an entry that is written now: those that this process remembers, or else those of the generations that the store has, and
    // new ones for the tags of which it has none. The remembered ones are checked and the new ones stored while the entry is written.
    public ValueTask<TagClaim> ClaimAsync(string[] tags, TimeSpan? expiration, CancellationToken cancellationToken) =>
        !calls.AnyPending && _recent.Of(tags, expiration) is { } marks
            ? new(new TagClaim(new(marks), CheckAsync(tags, marks, cancellationToken)))
            : ReadAndClaimAsync(tags, expiration, cancellationToken);

    // Reads the generations of tags that a factory added. Fails too if another process may have evicted a tag since the factory started:
    // then the generation is younger than that.
    public ValueTask<StoreResult<TagMark[]>> TakeAfterwardsAsync(string[] tags, TimeSpan? expiration, DateTimeOffset start) =>
        TakeAsync(tags, expiration, LatestFor(start), CancellationToken.None);

    // Begins to read the records of the tags that an entry is expected to have; null if there are none.
    public Task<StoreResult<ReadOnlyMemory<byte>?>[]>? Read(string[]? tags, CancellationToken cancellationToken) =>
        tags is { Length: > 0 } ? calls.Batch.GetAsync(tags, cancellationToken).AsTask() : null;

    // What has become of the tags of an entry. The records of the expected ones are being read already.
    public async ValueTask<StoreResult<TagState>> StateOfAsync(
        TagMark[] marks, string[]? tags, Task<StoreResult<ReadOnlyMemory<byte>?>[]>? reading, CancellationToken cancellationToken)
    {
        var records = new Dictionary<string, StoreResult<ReadOnlyMemory<byte>?>>(StringComparer.Ordinal);
        if (reading is not null)
        {
            StoreResult<ReadOnlyMemory<byte>?>[] read = await reading.ConfigureAwait(false);
            for (int i = 0; i < read.Length; i++)
                records[tags![i]] = read[i];
        }

        await CompleteAsync(records, marks, cancellationToken).ConfigureAwait(false);
        return StateOf(records, marks);
    }

    // Reads the records that are missing, in one trip, and those by which an entry seems to be evicted: a record that was read together with the
    // entry may be older than the entry.
    public async ValueTask CompleteAsync(
        Dictionary<string, StoreResult<ReadOnlyMemory<byte>?>> records, IEnumerable<TagMark> marks, CancellationToken cancellationToken)
    {
        HashSet<string>? needed = null;
        foreach (TagMark mark in marks)
        {
            if (!records.TryGetValue(mark.Key, out StoreResult<ReadOnlyMemory<byte>?> record)
                || (!record.Failed && StateOf(record.Value, mark) == TagState.Evicted))
            {
                (needed ??= new HashSet<string>(StringComparer.Ordinal)).Add(mark.Key);
            }
        }

        if (needed is null)
            return;

        string[] tags = [.. needed];
        StoreResult<ReadOnlyMemory<byte>?>[] read = await calls.Batch.GetAsync(tags, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < tags.Length; i++)
            records[tags[i]] = read[i];
    }

    // What has become of the tags of an entry, by complete records.
    public static StoreResult<TagState> StateOf(Dictionary<string, StoreResult<ReadOnlyMemory<byte>?>> records, TagMark[] marks)
    {
        var worst = TagState.Current;
        for (int i = 0; i < marks.Length && worst != TagState.Evicted; i++)
        {
            StoreResult<ReadOnlyMemory<byte>?> record = records[marks[i].Key];
            if (record.Failed)
                return StoreResult<TagState>.None(record.Failure);

            TagState state = StateOf(record.Value, marks[i]);
            worst = state > worst ? state : worst;
        }

        return new StoreResult<TagState>(worst);
    }

    // False if the store has not evicted the tag. Then the eviction is pending, and effective in this process until the store has done it.
    public async ValueTask<bool> EvictAsync(string tag, CancellationToken cancellationToken)
    {
        TagGeneration next = default;
        StoreResult<bool> answer = await calls
            .SetReplacementAsync(tag, new Replacement(() => TagRecord.Of(next = Next()), _slack), cancellationToken).ConfigureAwait(false);
        if (answer.IsPending)
            Invalidate(tag);
        if (!answer.Failed)
            _recent.Remember(new TagMark(tag, next), _slack);
        return !answer.Failed;
    }

    // In one trip. If the store refuses new records, the old ones are removed.
    public async ValueTask<bool> EvictManyAsync(string[] tags, CancellationToken cancellationToken)
    {
        TagMark[] next = Array.ConvertAll(tags, tag => new TagMark(tag, Next()));
        StoreResult<bool>[] set = await calls.Batch.SetAsync(
            Array.ConvertAll(next, mark => new BatchEntry(mark.Key, TagRecord.Of(mark.Generation), _slack)), cancellationToken).ConfigureAwait(false);
        int[] refused = [.. Enumerable.Range(0, tags.Length).Where(i => set[i].IsRefused)];
        StoreResult<bool?>[] removed = await calls.Batch.RemoveAsync(Array.ConvertAll(refused, i => tags[i]), cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < refused.Length; i++)
            set[refused[i]] = new StoreResult<bool>(true, removed[i].Failure);
        for (int i = 0; i < tags.Length; i++)
        {
            if (set[i].IsPending)
                Invalidate(tags[i]);
            if (!set[i].Failed)
                _recent.Remember(next[i], _slack);
        }

        return !Array.Exists(set, result => result.Failed);
    }

    // Evicts the tag in this process immediately, and in the store when possible.
    public void Invalidate(string tag) => calls.Invalidate(tag, new Replacement(NewRecord, _slack));

    // Entries of the current generation, and of earlier generations that were evicted softly, may still be served. If that can't be done
    // atomically, or if concurrent changes prevent it, the eviction is immediate. So is the eviction of a tag without a generation: another
    // process may have copies of entries whose generation the store has lost, and a computation may be about to add the tag.
    public async ValueTask<bool> EvictSoftlyAsync(string tag, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts && calls.CanWriteConditionally; attempt++)
        {
            StoreResult<CacheEntry?> held = await calls.GetWithTimeToLiveAsync(tag, cancellationToken).ConfigureAwait(false);
            if (held.Failed || calls.IsPending(tag))
                break;
            if (held.Value is not var (record, timeToLive))
                break;
            if (timeToLive <= TimeSpan.Zero || !TagRecord.TryParse(record.Span, out _))
                break;

            StoreResult<bool> replaced = await calls
                .ReplaceAsync(tag, record, TagRecord.After(record.Span, Next()), timeToLive, cancellationToken)
                .ConfigureAwait(false);
            if (replaced.Value)
                return true;
            if (replaced.Failed)
                break;
        }

        return await EvictAsync(tag, cancellationToken).ConfigureAwait(false);
    }

    // Not generations that were made by others later than that; none if one can't be had. An attempt takes one trip to read the records, and one to
    // store those that are missing.
    private async ValueTask<StoreResult<TagMark[]>> TakeAsync(string[] tags, TimeSpan? expiration, long latest, CancellationToken cancellationToken)
    {
        var marks = new Dictionary<string, TagMark>(StringComparer.Ordinal);
        string[] left = tags;
        for (int attempt = 0; attempt < Attempts && left.Length > 0; attempt++)
        {
            // An eviction that the store has not done yet is one all the same.
            if (latest != long.MaxValue && Array.Exists(left, calls.IsPending))
                return default;

            StoreResult<TagReading> read = await ReadAsync(left, expiration, latest, cancellationToken).ConfigureAwait(false);
            if (read.Value is not var (present, missing))
                return StoreResult<TagMark[]>.None(read.Failure);

            StoreResult<bool>[] stored = await StoreAsync(missing, TimeToLiveFor(expiration), cancellationToken).ConfigureAwait(false);
            if (Array.Exists(stored, one => one.Failed))
                return StoreResult<TagMark[]>.None(Array.Find(stored, one => one.Failed).Failure);

            foreach (TagMark mark in present)
                marks[mark.Key] = mark;
            left = [.. missing.Where((_, i) => !stored[i].Value).Select(write => write.Tag)];
        }

        return left.Length > 0 ? default : new StoreResult<TagMark[]>(Array.ConvertAll(tags, tag => marks[tag]));
    }

    // One trip. No value if a generation was made later than that.
    private async ValueTask<StoreResult<TagReading>> ReadAsync(string[] tags, TimeSpan? expiration, long latest, CancellationToken cancellationToken)
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
                _recent.Remember(marks[i], held[i].Value!.Value.TimeToLive);
            else
                missing.Add(new TagWrite(tags[i], marks[i].Generation, held[i]));
        }

        return new StoreResult<TagReading>(new TagReading(marks, missing));
    }

    private async ValueTask<TagClaim> ReadAndClaimAsync(string[] tags, TimeSpan? expiration, CancellationToken cancellationToken)
    {
        StoreResult<TagReading> read = await ReadAsync(tags, expiration, long.MaxValue, cancellationToken).ConfigureAwait(false);
        if (read.Value is not var (marks, missing))
            return new TagClaim(StoreResult<TagMark[]>.None(read.Failure));

        return new TagClaim(new(marks), missing.Count == 0 ? null : AreStoredAsync(missing, TimeToLiveFor(expiration), cancellationToken));
    }

    private async Task<StoreResult<bool>> AreStoredAsync(List<TagWrite> missing, TimeSpan? life, CancellationToken cancellationToken)
    {
        StoreResult<bool>[] stored = await StoreAsync(missing, life, cancellationToken).ConfigureAwait(false);
        int failed = Array.FindIndex(stored, one => one.Failed);
        return failed >= 0 ? stored[failed] : new StoreResult<bool>(Array.TrueForAll(stored, one => one.Value));
    }

    // Of marks that turn out to be outdated, those of the current generations are remembered.
    private async Task<StoreResult<bool>> CheckAsync(string[] tags, TagMark[] marks, CancellationToken cancellationToken)
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

    // A generation alone in its record was stored for a day at least. After a soft eviction the record has the remaining time to live of the one before.
    private void RememberFound(string tag, ReadOnlyMemory<byte>? record)
    {
        if (record is not { Length: TagGeneration.Length } single || !TagRecord.TryParse(single.Span, out TagGeneration present))
        {
            _recent.Forget(tag);
            return;
        }

        long age = Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - present.Time);
        _recent.Remember(new TagMark(tag, present), _slack - TimeSpan.FromMilliseconds(age));
    }

    private static TagGeneration? PresentIn(CacheEntry? held) =>
        held is var (record, _) && TagRecord.TryParse(record.Span, out TagGeneration present) ? present : null;

    // If the store can't write conditionally, or refuses to read the old record, the last of several concurrent writers wins. The entries
    // of the others are outdated from the start.
    private async ValueTask<StoreResult<bool>[]> StoreAsync(List<TagWrite> writes, TimeSpan? life, CancellationToken cancellationToken)
    {
        if (writes.Count == 0)
            return [];

        ILookup<TagWriteKind, int> indexes = Enumerable.Range(0, writes.Count).ToLookup(i => writes[i].KindFor(calls.CanWriteConditionally));
        BatchEntry[] EntriesOf(TagWriteKind kind) => [.. indexes[kind].Select(i => new BatchEntry(writes[i].Tag, TagRecord.Of(writes[i].Generation), life))];
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
                _recent.Remember(new TagMark(writes[i].Tag, writes[i].Generation), life);
        }

        return results;
    }

    private static TagState StateOf(ReadOnlyMemory<byte>? record, TagMark mark) =>
        record is { } held ? TagRecord.StateOf(held.Span, mark.Generation) : TagState.Evicted;

    private TagGeneration Next() => _clock.Next(time.GetUtcNow());

    private byte[] NewRecord() => TagRecord.Of(Next());

    public static bool Outlives(TimeSpan? timeToLive, TimeSpan? expiration) =>
        timeToLive is null || (expiration is not null && timeToLive >= expiration);

    // The latest time of a generation that a computation which started at the given time may add at its end.
    public static long LatestFor(DateTimeOffset start) => (start - _margin).ToUnixTimeMilliseconds();

    // Long enough for later entries too, so that the generation is seldom replaced.
    public static TimeSpan? TimeToLiveFor(TimeSpan? expiration) =>
        expiration is { } duration && duration < _longestExpiration ? (2 * duration) + _slack : null;
}
