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

    private readonly TagRecords _records = new(calls, time);

    // The current generations of tags, for an entry with this expiration. No result if one can't be obtained: then the entry can't be
    // stored. Of generations whose time to live this process remembers, it is not read again.
    public async ValueTask<StoreResult<TagMark[]>> TakeAsync(string[] tags, TimeSpan? expiration, CancellationToken cancellationToken)
    {
        if (!calls.AnyPending && _records.Recent.Of(tags, expiration) is { } marks)
        {
            StoreResult<bool> current = await _records.CheckAsync(tags, marks, cancellationToken).ConfigureAwait(false);
            if (current.Failed)
                return StoreResult<TagMark[]>.None(current.Failure);
            if (current.Value || (marks = _records.Recent.Of(tags, expiration)) is not null)
                return new StoreResult<TagMark[]>(marks);
        }

        return await TakeAsync(tags, expiration, long.MaxValue, cancellationToken).ConfigureAwait(false);
    }

    // The marks for an entry that is written now: those that this process remembers, or else those of the generations that the store has, and
    // new ones for the tags of which it has none. The remembered ones are checked and the new ones stored while the entry is written.
    public ValueTask<TagClaim> ClaimAsync(string[] tags, TimeSpan? expiration, CancellationToken cancellationToken) =>
        !calls.AnyPending && _records.Recent.Of(tags, expiration) is { } marks
            ? new(new TagClaim(new(marks), _records.CheckAsync(tags, marks, cancellationToken)))
            : ReadAndClaimAsync(tags, expiration, cancellationToken);

    // Reads the generations of tags that a factory added. Fails too if another process may have evicted a tag since the factory started:
    // then the generation is younger than that.
    public ValueTask<StoreResult<TagMark[]>> TakeAfterwardsAsync(string[] tags, TimeSpan? expiration, DateTimeOffset start) =>
        TakeAsync(tags, expiration, LatestFor(start), CancellationToken.None);

    // The records of the tags that an entry is expected to have.
    public Task<StoreResult<ReadOnlyMemory<byte>?>[]> Read(string[] tags, CancellationToken cancellationToken) =>
        calls.Batch.GetAsync(tags, cancellationToken).AsTask();

    // What has become of the tags of an entry. The records of the expected ones are being read already.
    public async ValueTask<StoreResult<TagState>> StateOfAsync(
        TagMark[] marks, string[]? tags, Task<StoreResult<ReadOnlyMemory<byte>?>[]>? reading, CancellationToken cancellationToken)
    {
        StoreResult<ReadOnlyMemory<byte>?>[]? read = reading is null ? null : await reading.ConfigureAwait(false);
        if (read is not null && StateOf(marks, tags!, read) is { } state)
            return new StoreResult<TagState>(state);

        var records = new Dictionary<string, StoreResult<ReadOnlyMemory<byte>?>>(StringComparer.Ordinal);
        if (read is not null)
        {
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
                || (!record.Failed && TagRecords.StateOf(record.Value, mark) == TagState.Evicted))
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

            TagState state = TagRecords.StateOf(record.Value, marks[i]);
            worst = state > worst ? state : worst;
        }

        return new StoreResult<TagState>(worst);
    }

    // Null unless the records that were read are those of the entry's tags, in their order, and none of them seems to be evicted.
    private static TagState? StateOf(TagMark[] marks, string[] tags, StoreResult<ReadOnlyMemory<byte>?>[] read)
    {
        var worst = TagState.Current;
        for (int i = 0; i < marks.Length; i++)
        {
            if (i >= tags.Length || tags[i] != marks[i].Key || read[i].Failed)
                return null;

            TagState state = TagRecords.StateOf(read[i].Value, marks[i]);
            if (state == TagState.Evicted)
                return null;
            worst = state > worst ? state : worst;
        }

        return worst;
    }

    // False if the store has not evicted the tag. Then the eviction is pending, and effective in this process until the store has done it.
    public async ValueTask<bool> EvictAsync(string tag, CancellationToken cancellationToken)
    {
        TagGeneration next = default;
        var replacement = new Replacement(() => TagRecord.Of(next = _records.Next()), TagRecords.MinTimeToLive);
        StoreResult<bool> answer = await calls.SetReplacementAsync(tag, replacement, cancellationToken).ConfigureAwait(false);
        if (answer.IsPending)
            Invalidate(tag);
        if (!answer.Failed)
            _records.Recent.Remember(new TagMark(tag, next), TagRecords.MinTimeToLive);
        return !answer.Failed;
    }

    // In one trip. If the store refuses new records, the old ones are removed.
    public async ValueTask<bool> EvictManyAsync(string[] tags, CancellationToken cancellationToken)
    {
        TagMark[] next = Array.ConvertAll(tags, tag => new TagMark(tag, _records.Next()));
        BatchEntry[] entries = Array.ConvertAll(
            next, mark => new BatchEntry(mark.Key, TagRecord.Of(mark.Generation), TagRecords.MinTimeToLive));
        StoreResult<bool>[] set = await calls.Batch.SetAsync(entries, cancellationToken).ConfigureAwait(false);
        int[] refused = [.. Enumerable.Range(0, tags.Length).Where(i => set[i].IsRefused)];
        StoreResult<bool?>[] removed = await calls.Batch.RemoveAsync(Array.ConvertAll(refused, i => tags[i]), cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < refused.Length; i++)
            set[refused[i]] = new StoreResult<bool>(true, removed[i].Failure);
        for (int i = 0; i < tags.Length; i++)
        {
            if (set[i].IsPending)
                Invalidate(tags[i]);
            if (!set[i].Failed)
                _records.Recent.Remember(next[i], TagRecords.MinTimeToLive);
        }

        return !Array.Exists(set, result => result.Failed);
    }

    // Evicts the tag in this process immediately, and in the store when possible.
    public void Invalidate(string tag) => calls.Invalidate(tag, new Replacement(NewRecord, TagRecords.MinTimeToLive));

    // Entries of the current generation, and of earlier generations that were evicted softly, may still be served. If that can't be done
    // atomically, or if concurrent changes prevent it, the eviction is immediate. So is the eviction of a tag without a generation: another
    // process may have copies of entries whose generation the store has lost, and a computation may be about to add the tag.
    public async ValueTask<bool> EvictSoftlyAsync(string tag, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts && calls.CanWriteConditionally; attempt++)
        {
            StoreResult<CacheEntry?> held = await calls.GetWithTimeToLiveAsync(tag, cancellationToken).ConfigureAwait(false);
            if (held.Value is not var (record, timeToLive) || timeToLive <= TimeSpan.Zero || !TagRecord.TryParse(record.Span, out _))
                break;

            TagGeneration next = _records.Next();
            StoreResult<bool> replaced = await calls
                .ReplaceAsync(tag, record, TagRecord.After(record.Span, next), timeToLive, cancellationToken).ConfigureAwait(false);
            if (replaced.Value)
            {
                _records.Recent.Remember(new TagMark(tag, next), timeToLive);
                return true;
            }

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

            StoreResult<TagReading> read = await _records.ReadAsync(left, expiration, latest, cancellationToken).ConfigureAwait(false);
            if (read.Value is not var (present, missing))
                return StoreResult<TagMark[]>.None(read.Failure);

            StoreResult<bool>[] stored = await _records
                .StoreAsync(missing, TagRecords.TimeToLiveFor(expiration), cancellationToken).ConfigureAwait(false);
            if (Array.Exists(stored, one => one.Failed))
                return StoreResult<TagMark[]>.None(Array.Find(stored, one => one.Failed).Failure);

            foreach (TagMark mark in present)
                marks[mark.Key] = mark;
            left = [.. missing.Where((_, i) => !stored[i].Value).Select(write => write.Tag)];
        }

        return left.Length > 0 ? default : new StoreResult<TagMark[]>(Array.ConvertAll(tags, tag => marks[tag]));
    }

    private async ValueTask<TagClaim> ReadAndClaimAsync(string[] tags, TimeSpan? expiration, CancellationToken cancellationToken)
    {
        StoreResult<TagReading> read = await _records.ReadAsync(tags, expiration, long.MaxValue, cancellationToken).ConfigureAwait(false);
        if (read.Value is not var (marks, missing))
            return new TagClaim(StoreResult<TagMark[]>.None(read.Failure));

        TimeSpan? life = TagRecords.TimeToLiveFor(expiration);
        return new TagClaim(new(marks), missing.Count == 0 ? null : AreStoredAsync(missing, life, cancellationToken));
    }

    private async Task<StoreResult<bool>> AreStoredAsync(List<TagWrite> missing, TimeSpan? life, CancellationToken cancellationToken)
    {
        StoreResult<bool>[] stored = await _records.StoreAsync(missing, life, cancellationToken).ConfigureAwait(false);
        int failed = Array.FindIndex(stored, one => one.Failed);
        return failed >= 0 ? stored[failed] : new StoreResult<bool>(Array.TrueForAll(stored, one => one.Value));
    }

    private byte[] NewRecord() => TagRecord.Of(_records.Next());

    // The latest time of a generation that a computation which started at the given time may add at its end.
    public static long LatestFor(DateTimeOffset start) => (start - _margin).ToUnixTimeMilliseconds();
}
