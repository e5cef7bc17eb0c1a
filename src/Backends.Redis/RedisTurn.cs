using System.Runtime.CompilerServices;

namespace CacheKit;

// The wait of a command for its burst; none if it is written alone.
internal readonly struct RedisTurn(RedisBursts? burst) : ICriticalNotifyCompletion
{
    public bool IsCompleted => burst is null;

    /// <summary>
    /// How the reply is awaited. After a burst the caller never goes on at once, not even if the reply is there: the burst would wait for it.
    /// </summary>
    public ConfigureAwaitOptions AwaitOptions => burst is null ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.ForceYielding;

    public RedisTurn GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => burst!.Add(continuation);

    public void UnsafeOnCompleted(Action continuation) => burst!.Add(continuation);
}
