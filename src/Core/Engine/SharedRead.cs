namespace CacheKit;

// Those who wait go on each by itself: none of them holds up who read for them.
internal sealed class SharedRead<T>(ICoder coder) : TaskCompletionSource<EntryRead<T>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public ICoder Coder => coder;
}
