namespace CacheKit;

// The generations of tags in the store of the entries, each under a key of its own, which is all that evicting removes. They are
// never remembered in the process: what is evicted anywhere is outdated everywhere.
//
// A generation is only ever replaced by a new one, or removed. To write one again, for a longer life say, could undo an eviction
// that happens at the same time.
internal sealed class TagGenerations(StoreCalls calls)
{
    // Where others keep removing what is added, or the store drops it at once, the entry is better left out.
    private const int Attempts = 3;

    private static readonly TimeSpan _slack = TimeSpan.FromDays(1);
    private static readonly TimeSpan _longestLife = TimeSpan.FromDays(50 * 365);

    // The present generations of tags, for an entry that is to live so long. Null if there is one that can't be had: then the
    // entry can't be stored.
    public async ValueTask<TagMark[]?> TakeAsync(string[] tags, TimeSpan? expiration, CancellationToken cancellationToken)
    {
        TagGeneration?[] generations = await Task.WhenAll(Array.ConvertAll(tags, tag => TakeAsync(tag, expiration, cancellationToken))).ConfigureAwait(false);
        var marks = new TagMark[tags.Length];
        for (int i = 0; i < marks.Length; i++)
        {
            if (generations[i] is not { } generation)
                return null;
            marks[i] = new TagMark(tags[i], generation);
        }

        return marks;
    }

    // The same for tags that came up only after a computation had started: what was evicted since must not be stored as new.
    public ValueTask<TagMark[]?> TakeAfterwardsAsync(string[] tags, TimeSpan? expiration, DateTimeOffset start) =>
        TakeAsync(tags, expiration, CancellationToken.None);

    // Begins to read those of all tags at once; null where a tag has none, or where the store fails.
    public Task<TagGeneration?>[] Read(string[]? tags, CancellationToken cancellationToken) =>
        tags is null ? [] : Array.ConvertAll(tags, tag => ReadAsync(tag, cancellationToken));

    // Whether all marks are of the present generations. Of some tags these are being read already.
    public async ValueTask<bool> AreCurrentAsync(TagMark[] marks, string[] asked, Task<TagGeneration?>[] reads, CancellationToken cancellationToken)
    {
        Task<TagGeneration?>[] generations = Array.ConvertAll(marks, mark =>
        {
            int index = Array.IndexOf(asked, mark.Key);
            return index < 0 ? ReadAsync(mark.Key, cancellationToken) : reads[index];
        });
        for (int i = 0; i < marks.Length; i++)
        {
            if (await generations[i].ConfigureAwait(false) != marks[i].Generation)
                return false;
        }

        return true;
    }

    private async Task<TagGeneration?> ReadAsync(string tag, CancellationToken cancellationToken)
    {
        Answer<ReadOnlyMemory<byte>?> answer = await calls.GetAsync(tag, cancellationToken).ConfigureAwait(false);
        return answer.Value is { } bytes && TagGeneration.TryParse(bytes.Span, out TagGeneration generation) ? generation : null;
    }

    private async Task<TagGeneration?> TakeAsync(string tag, TimeSpan? expiration, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            Answer<CacheEntry?> held = await calls.GetWithTimeToLiveAsync(tag, cancellationToken).ConfigureAwait(false);
            if (held.Failed)
                return null;
            if (held.Value is var (payload, timeToLive) && Outlives(timeToLive, expiration) && TagGeneration.TryParse(payload.Span, out TagGeneration present))
                return present;

            TagGeneration own = TagGeneration.New();
            Answer<bool> stored = await StoreAsync(tag, own, isAbsent: held.Value is null, LifeFor(expiration), cancellationToken).ConfigureAwait(false);
            if (stored.Failed)
                return null;
            if (stored.Value)
                return own;
        }

        return null;
    }

    // Without the power to add, the last of those who come at once wins, and the others' entries are outdated at once.
    private ValueTask<Answer<bool>> StoreAsync(string tag, TagGeneration own, bool isAbsent, TimeSpan? life, CancellationToken cancellationToken) =>
        isAbsent && calls.CanAdd
            ? calls.AddAsync(tag, own.ToPayload(), life, cancellationToken)
            : calls.SetAsync(tag, own.ToPayload(), life, cancellationToken);

    private static bool Outlives(TimeSpan? timeToLive, TimeSpan? expiration) =>
        timeToLive is null || (expiration is not null && timeToLive >= expiration);

    // Long enough to serve the entries of a while, so that it is seldom replaced.
    private static TimeSpan? LifeFor(TimeSpan? expiration) =>
        expiration is { } life && life < _longestLife ? (2 * life) + _slack : null;
}
