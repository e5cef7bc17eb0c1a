using System.Collections.Concurrent;

namespace CacheKit;

// Lets concurrent reads be written one right after another, so that the client sends them in one packet: a packet costs more than a read.
// While few reads are under way, each is written immediately, so that it takes no longer.
internal sealed class RedisBursts : IThreadPoolWorkItem
{
    // With fewer reads under way, the thread of the request is as likely as not the only one that is about to read.
    private const int MostAlone = 4;

    private readonly ConcurrentQueue<Action> _waiting = new();
    private int _underWay;
    private int _isScheduled;

    // Awaited before a read is written. Each call is followed by one of Leave, when the read has ended. A client that receives replies on threads of
    // its own needs no thread of the pool, and shall not need one here.
    public RedisTurn Enter() => new(Interlocked.Increment(ref _underWay) > MostAlone && !RedisReply.IsOnOwnThread ? this : null);

    public void Leave() => Interlocked.Decrement(ref _underWay);

    public void Add(Action write)
    {
        _waiting.Enqueue(write);
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    // A read that is added after the first line schedules another burst, so no read is left behind, and no burst goes on for ever.
    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Exchange(ref _isScheduled, 0);
        for (int left = _waiting.Count; left > 0 && _waiting.TryDequeue(out Action? write); left--)
            write();
    }
}
