namespace CacheKit;

// The generations of tags in the store of the entries, each under its own key. They are not cached in the process, so an eviction is
// effective in all processes.
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

    // The current generations of tags, for an entry with this expiration. No result if one can't be obtained: then the entry can't be
    // stored.
    public ValueTask<StoreResult<TagMark[]>> TakeAsync(string[] tags, TimeSpan? expiration, CancellationToken cancellationToken) =>
        TakeAsync(tags, expiration, long.MaxValue, cancellationToken);

    // Reads the generations of tags that a factory added. Fails too if another process may have evicted a tag since the factory started:
    // then the generation is younger than that.
    public ValueTask<StoreResult<TagMark[]>> TakeAfterwardsAsync(string[] tags, TimeSpan? expiration, DateTimeOffset start) =>
        TakeAsync(tags, expiration, LatestFor(start), CancellationToken.None);

    // Starts to read the generations of all tags in parallel; null for a tag without one.
    public Task<StoreResult<ReadOnlyMemory<byte>?>>[] Read(string[]? tags, CancellationToken cancellationToken) =>
        tags is null ? [] : CallGroup.Begin(tags, tag => ReadAsync(tag, cancellationToken));

    // The worst state of the tags of an entry. Some of them are already being read.
    public async ValueTask<StoreResult<TagState>> StateOfAsync(
        TagMark[] marks, string[] asked, Task<StoreResult<ReadOnlyMemory<byte>?>>[] reads, CancellationToken cancellationToken)
    {
        Task<StoreResult<ReadOnlyMemory<byte>?>>[] records = CallGroup.Begin(marks, mark =>
        {
            int index = Array.IndexOf(asked, mark.Key);
            return index < 0 ? ReadAsync(mark.Key, cancellationToken) : reads[index];
        });
        var worst = TagState.Current;
        for (int i = 0; i < marks.Length && worst != TagState.Evicted; i++)
        {
            // A record that was read in parallel with the entry may be older than the entry.
            StoreResult<ReadOnlyMemory<byte>?> record = await records[i].ConfigureAwait(false);
            if (!record.Failed && StateOf(record.Value, marks[i]) == TagState.Evicted && asked.Contains(marks[i].Key))
                record = await ReadAsync(marks[i].Key, cancellationToken).ConfigureAwait(false);
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
        StoreResult<bool> answer = await calls.SetReplacementAsync(tag, new Replacement(NewRecord, _slack), cancellationToken).ConfigureAwait(false);
        if (answer.IsPending)
            Invalidate(tag);
        return !answer.Failed;
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

    private async ValueTask<StoreResult<TagMark[]>> TakeAsync(string[] tags, TimeSpan? expiration, long latest, CancellationToken cancellationToken)
    {
        StoreResult<TagGeneration?>[] generations = await Task
            .WhenAll(CallGroup.Begin(tags, tag => TakeAsync(tag, expiration, latest, cancellationToken)))
            .ConfigureAwait(false);
        var marks = new TagMark[tags.Length];
        for (int i = 0; i < marks.Length; i++)
        {
            if (generations[i].Value is not { } generation)
                return StoreResult<TagMark[]>.None(generations[i].Failure);
            marks[i] = new TagMark(tags[i], generation);
        }

        return new StoreResult<TagMark[]>(marks);
    }

    private static TagState StateOf(ReadOnlyMemory<byte>? record, TagMark mark) =>
        record is { } held ? TagRecord.StateOf(held.Span, mark.Generation) : TagState.Evicted;

    private Task<StoreResult<ReadOnlyMemory<byte>?>> ReadAsync(string tag, CancellationToken cancellationToken) =>
        calls.GetAsync(tag, cancellationToken).AsTask();

    // Null if the generation can't be obtained, or if another process created it after the given time.
    private async Task<StoreResult<TagGeneration?>> TakeAsync(string tag, TimeSpan? expiration, long latest, CancellationToken cancellationToken)
    {
        bool mayBeLate = latest == long.MaxValue;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // A pending eviction is effective too.
            if (!mayBeLate && calls.IsPending(tag))
                break;

            StoreResult<CacheEntry?> held = await calls.GetWithTimeToLiveAsync(tag, cancellationToken).ConfigureAwait(false);
            if (held is { Failed: true, Failure: not CallFailure.Refused })
                return StoreResult<TagGeneration?>.None(held.Failure);
            if (held.Value is var (record, timeToLive) && TagRecord.TryParse(record.Span, out TagGeneration present))
            {
                if (present.Time > latest)
                    break;
                if (Outlives(timeToLive, expiration))
                    return new StoreResult<TagGeneration?>(present);
            }

            TagGeneration own = Next();
            StoreResult<bool> stored = await StoreAsync(tag, own, held, TimeToLiveFor(expiration), cancellationToken).ConfigureAwait(false);
            if (stored.Failed)
                return StoreResult<TagGeneration?>.None(stored.Failure);
            if (stored.Value)
                return new StoreResult<TagGeneration?>(own);
        }

        return default;
    }

    // If the store can't write conditionally, or refuses to read the old record, the last of several concurrent writers wins. The entries
    // of the others are outdated from the start.
    private ValueTask<StoreResult<bool>> StoreAsync(
        string tag, TagGeneration own, StoreResult<CacheEntry?> held, TimeSpan? timeToLive, CancellationToken cancellationToken)
    {
        if (held is { Failed: false, Value: null } && calls.CanWriteConditionally)
            return calls.AddAsync(tag, TagRecord.Of(own), timeToLive, cancellationToken);

        return held.Value is { Payload: var expected } && calls.CanWriteConditionally
            ? calls.ReplaceAsync(tag, expected, TagRecord.Of(own), timeToLive, cancellationToken)
            : calls.SetAsync(tag, TagRecord.Of(own), timeToLive, cancellationToken);
    }

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
