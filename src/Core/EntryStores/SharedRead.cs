namespace CacheKit;

// One read for concurrent callers. Their continuations run asynchronously, so that none blocks the reader.
internal sealed class SharedRead<T>(ICoder coder) : TaskCompletionSource<EntryRead<T>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public ICoder Coder => coder;
}
