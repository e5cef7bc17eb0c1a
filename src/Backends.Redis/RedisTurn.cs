using System.Runtime.CompilerServices;

namespace CacheKit;

// The wait of a command for its burst; none if it is written alone.
internal readonly struct RedisTurn(RedisBursts? burst) : ICriticalNotifyCompletion
{
    public bool IsCompleted => burst is null;

    public RedisTurn GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => burst!.Add(continuation);

    public void UnsafeOnCompleted(Action continuation) => burst!.Add(continuation);
}
