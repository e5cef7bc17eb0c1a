namespace CacheKit;

// The generations of tags in the store of the entries, each under a key of its own. They are never remembered in the process: what is
// evicted anywhere is outdated everywhere.
//
// To evict is to set a new generation. One that is there is never written again, for a longer life say: that could undo an eviction that
// happens at the same time. It is only replaced by a new one, or lost.
internal sealed class TagGenerations(StoreCalls calls, TimeProvider time)
{
    // Where others keep removing what is added, or the store drops it at once, the entry is better left out.
    private const int Attempts = 3;

    // What clocks of different processes may differ by.
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _slack = TimeSpan.FromDays(1);
    private static readonly TimeSpan _longestLife = TimeSpan.FromDays(50 * 365);

    private readonly GenerationClock _clock = new();

    // The present generations of tags, for an entry that is to live so long. None if there is one that can't be had: then the
    // entry can't be stored.
    public ValueTask<StoreResult<TagMark[]>> TakeAsync(string[] tags, TimeSpan? expiration, CancellationToken cancellationToken) =>
        TakeAsync(tags, expiration, long.MaxValue, cancellationToken);

    // Reads the generations of tags that a factory added. Fails too if another process may have evicted a tag since the factory started: then
    // the generation is younger than that.
    public ValueTask<StoreResult<TagMark[]>> TakeAfterwardsAsync(string[] tags, TimeSpan? expiration, DateTimeOffset start) =>
        TakeAsync(tags, expiration, LatestFor(start), CancellationToken.None);

    // Begins to read those of all tags at once; null where a tag has none.
    public Task<StoreResult<ReadOnlyMemory<byte>?>>[] Read(string[]? tags, CancellationToken cancellationToken) =>
        tags is null ? [] : CallGroup.Begin(tags, tag => ReadAsync(tag, cancellationToken));

    // What has become of the tags of an entry. Some of them are being read already.
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
            // A record that was asked for together with the entry may be of before it.
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

    // False if the store has not done it yet; then it counts in this process until it is done.
    public async ValueTask<bool> EvictAsync(string tag, CancellationToken cancellationToken)
    {
        StoreResult<bool> answer = await calls.SetReplacementAsync(tag, new Replacement(NewRecord, _slack), cancellationToken).ConfigureAwait(false);
        if (answer.IsPending)
            Invalidate(tag);
        return !answer.Failed;
    }

    // Evicted in this process from now on, and in the store as soon as it can.
    public void Invalidate(string tag) => calls.Invalidate(tag, new Replacement(NewRecord, _slack));

    // Entries of the present generation, and of those before it that were evicted softly, may still be served. Where that can't be
    // done in one step, or others keep coming in between, they are evicted for good. So is a tag without a generation: another process may have
    // copies of one that the store has lost, and a computation may be about to add the tag.
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

            StoreResult<bool> replaced = await calls.ReplaceAsync(tag, record, TagRecord.After(record.Span, Next()), timeToLive, cancellationToken).ConfigureAwait(false);
            if (replaced.Value)
                return true;
            if (replaced.Failed)
                break;
        }

        return await EvictAsync(tag, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<StoreResult<TagMark[]>> TakeAsync(string[] tags, TimeSpan? expiration, long latest, CancellationToken cancellationToken)
    {
        StoreResult<TagGeneration?>[] generations = await Task.WhenAll(CallGroup.Begin(tags, tag => TakeAsync(tag, expiration, latest, cancellationToken))).ConfigureAwait(false);
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

    // Not one that was made by others later than that; null if it can't be had.
    private async Task<StoreResult<TagGeneration?>> TakeAsync(string tag, TimeSpan? expiration, long latest, CancellationToken cancellationToken)
    {
        bool mayBeLate = latest == long.MaxValue;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // An eviction that the store has not done yet is one all the same.
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
            StoreResult<bool> stored = await StoreAsync(tag, own, held, LifeFor(expiration), cancellationToken).ConfigureAwait(false);
            if (stored.Failed)
                return StoreResult<TagGeneration?>.None(stored.Failure);
            if (stored.Value)
                return new StoreResult<TagGeneration?>(own);
        }

        return default;
    }

    // Without the power to do it in one step, and in place of what the store refuses to read, the last of those who come at the same time wins,
    // and the others' entries are outdated from the start.
    private ValueTask<StoreResult<bool>> StoreAsync(string tag, TagGeneration own, StoreResult<CacheEntry?> held, TimeSpan? life, CancellationToken cancellationToken)
    {
        if (held is { Failed: false, Value: null } && calls.CanWriteConditionally)
            return calls.AddAsync(tag, TagRecord.Of(own), life, cancellationToken);

        return held.Value is { Payload: var expected } && calls.CanWriteConditionally
            ? calls.ReplaceAsync(tag, expected, TagRecord.Of(own), life, cancellationToken)
            : calls.SetAsync(tag, TagRecord.Of(own), life, cancellationToken);
    }

    private TagGeneration Next() => _clock.Next(time.GetUtcNow());

    private byte[] NewRecord() => TagRecord.Of(Next());

    public static bool Outlives(TimeSpan? timeToLive, TimeSpan? expiration) =>
        timeToLive is null || (expiration is not null && timeToLive >= expiration);

    // The latest generation that a computation may take afterwards which has started at that time.
    public static long LatestFor(DateTimeOffset start) => (start - _margin).ToUnixTimeMilliseconds();

    // Long enough to serve the entries of a while, so that it is seldom replaced.
    public static TimeSpan? LifeFor(TimeSpan? expiration) =>
        expiration is { } life && life < _longestLife ? (2 * life) + _slack : null;
}
