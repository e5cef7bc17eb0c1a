using System.Runtime.CompilerServices;

namespace CacheKit;

// The generations of tags in a store in this process. A tag has a record from its first use until it is evicted, or until neither an entry
// nor a computation holds a mark of it. Failures of the backend are recorded and not thrown.
internal sealed class LocalTags(IValueBackend backend, TimeProvider time, StoreHealth health)
{
    // If the store keeps dropping the record, the entry is not stored.
    private const int Attempts = 3;

    // Shared, because caches on the same store must see each other's evictions.
    private static readonly ConditionalWeakTable<IValueBackend, EvictionTimes> _evictions = [];

    private readonly EvictionTimes _evicted = _evictions.GetValue(backend, static _ => new EvictionTimes());

    // The marks for an entry with this expiration. No result if one can't be obtained: then the entry can't be stored.
    public StoreResult<TagMark[]> Take(string[] tags, TimeSpan? expiration) => Take(tags, expiration, long.MaxValue);

    // Takes the marks of tags that a factory added. Fails too if a tag may have been evicted since the factory started.
    public StoreResult<TagMark[]> TakeAfterwards(string[] tags, TimeSpan? expiration, DateTimeOffset start) =>
        Take(tags, expiration, TagGenerations.LatestFor(start));

    public bool Evict(string tag)
    {
        // In this order, because a computation that adds the tag reads them in the opposite order.
        _evicted.Record(tag, Now);
        return TryCall("remove", () => Forget(tag));
    }

    // Entries of the current generation, and of earlier generations that were evicted softly, may still be served.
    public bool EvictSoftly(string tag)
    {
        _evicted.Record(tag, Now);
        return TryCall("set", () =>
        {
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                CachedValue? held = backend.GetValue(tag, out TimeSpan? timeToLive);
                if (AsTag(tag, held) is not { } present || timeToLive <= TimeSpan.Zero)
                    break;
                if (backend.ReplaceValue(tag, held, present.After(_evicted.Clock.Next(time.GetUtcNow())), timeToLive))
                    return true;
            }

            return Forget(tag);
        });
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private bool Forget(string tag)
    {
        backend.SetValue(tag, new CodedValue(default), TimeSpan.Zero);
        return true;
    }

    private StoreResult<TagMark[]> Take(string[] tags, TimeSpan? expiration, long latest)
    {
        StoreMark before = health.Mark;
        try
        {
            TagMark[]? marks = TakeAll(tags, expiration, latest);
            health.Succeeded(before, "get");
            return new StoreResult<TagMark[]>(marks);
        }
        catch (Exception exception)
        {
            health.Failed(before, exception, "get");
            return StoreResult<TagMark[]>.None(CallFailure.Unknown);
        }
    }

    // Null if one can't be obtained. The array of a single mark is the one that all entries with this tag share.
    private TagMark[]? TakeAll(string[] tags, TimeSpan? expiration, long latest)
    {
        if (tags is [var single])
            return Take(single, expiration, latest)?.Alone.Tags.All;

        var marks = new TagMark[tags.Length];
        for (int i = 0; i < marks.Length; i++)
        {
            if (Take(tags[i], expiration, latest) is not { } mark)
                return null;
            marks[i] = mark;
        }

        return marks;
    }

    // Null if the mark can't be obtained, or if the tag may have been evicted after the given time.
    private TagMark? Take(string tag, TimeSpan? expiration, long latest)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            CachedValue? held = backend.GetValue(tag, out TimeSpan? timeToLive);
            LocalTag? present = AsTag(tag, held);
            TagMark? mark = present?.TakeMark();
            if (mark is null)
                present = LocalTag.New(tag, _evicted.Clock.Next(time.GetUtcNow()), out mark);
            if ((present == held && TagRecords.Outlives(timeToLive, expiration))
                || backend.ReplaceValue(tag, held, present!, TagRecords.TimeToLiveFor(expiration)))
                return latest == long.MaxValue || _evicted.LastOf(tag) <= latest ? mark : null;
        }

        return null;
    }

    // A record that was written through the backend as bytes is parsed at its first use.
    private static LocalTag? AsTag(string tag, CachedValue? held) => held switch
    {
        null => null,
        LocalTag present => present,
        _ => LocalTag.Of(tag, held.ToPayload().Span),
    };

    private bool TryCall(string operation, Func<bool> call)
    {
        StoreMark mark = health.Mark;
        try
        {
            call();
            health.Succeeded(mark, operation);
            return true;
        }
        catch (Exception exception)
        {
            health.Failed(mark, exception, operation);
            return false;
        }
    }
}
