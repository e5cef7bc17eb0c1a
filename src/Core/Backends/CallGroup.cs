namespace CacheKit;

// Calls a store once per key, with a limited number of concurrent calls. The timeout of a call starts when the call is sent, so that a
// large group does not time out as a whole.
internal static class CallGroup
{
    private const int MaxConcurrent = 16;

    public static Task<TResult>[] Begin<TKey, TResult>(TKey[] keys, Converter<TKey, Task<TResult>> call)
    {
        if (keys.Length <= MaxConcurrent)
            return Array.ConvertAll(keys, call);

        var slots = new SemaphoreSlim(MaxConcurrent);
        return Array.ConvertAll(keys, key => CallAsync(slots, key, call));
    }

    private static async Task<TResult> CallAsync<TKey, TResult>(SemaphoreSlim slots, TKey key, Converter<TKey, Task<TResult>> call)
    {
        await slots.WaitAsync().ConfigureAwait(false);
        try
        {
            return await call(key).ConfigureAwait(false);
        }
        finally
        {
            slots.Release();
        }
    }
}
