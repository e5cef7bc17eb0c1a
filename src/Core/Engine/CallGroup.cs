namespace CacheKit;

// The same call of a store for each of some keys. All go out together, unless they are so many that a store could answer none of them in time:
// then each further one waits for one before it, and its time is counted from when it goes out.
internal static class CallGroup
{
    private const int MostTogether = 16;

    public static Task<TResult>[] Begin<TKey, TResult>(TKey[] keys, Converter<TKey, Task<TResult>> call)
    {
        if (keys.Length <= MostTogether)
            return Array.ConvertAll(keys, call);

        var room = new SemaphoreSlim(MostTogether);
        return Array.ConvertAll(keys, key => CallAsync(room, key, call));
    }

    private static async Task<TResult> CallAsync<TKey, TResult>(SemaphoreSlim room, TKey key, Converter<TKey, Task<TResult>> call)
    {
        await room.WaitAsync().ConfigureAwait(false);
        try
        {
            return await call(key).ConfigureAwait(false);
        }
        finally
        {
            room.Release();
        }
    }
}
