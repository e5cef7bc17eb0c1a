using System.Collections.Concurrent;

namespace CacheKit;

// Lets concurrent commands be written one right after another, so that the client sends them in one packet: a packet costs more than a command.
// While few are under way, each is written immediately, so that it takes no longer.
internal sealed class RedisBursts : IThreadPoolWorkItem
{
    // With fewer commands under way, the thread of the caller is as likely as not the only one that is about to send.
    private const int MostAlone = 4;

    private readonly ConcurrentQueue<Action> _waiting = new();
    private int _underWay;
    private int _isScheduled;

    // Awaited before a command is written. Each call is followed by one of Leave, when the command has ended. A client that receives replies on
    // threads of its own needs no thread of the pool, and shall not need one here.
    public RedisTurn Enter() => new(Interlocked.Increment(ref _underWay) > MostAlone && !RedisReply.IsOnOwnThread ? this : null);

    public void Leave() => Interlocked.Decrement(ref _underWay);

    public void Add(Action write)
    {
        _waiting.Enqueue(write);
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    // A command that is added after the first line schedules another burst, so none is left behind, and no burst goes on for ever.
    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Exchange(ref _isScheduled, 0);
        for (int left = _waiting.Count; left > 0 && _waiting.TryDequeue(out Action? write); left--)
            write();
    }
}
