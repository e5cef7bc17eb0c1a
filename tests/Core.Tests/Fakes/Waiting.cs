using CacheKit.Conformance;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>Waits for what must happen soon, so that a test of what never comes fails and does not hang.</summary>
internal static class Waiting
{
    public static Task Soon(this Task task) => task.WaitAsync(Poll.Patience);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Poll.Patience);

    public static Task Soon(this ValueTask task) => task.AsTask().WaitAsync(Poll.Patience);

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Poll.Patience);

    /// <summary>
    /// Gives a source its result. When that has ended, so has what was waiting for it and had nothing else to wait for: it runs
    /// within, on a thread without a context of its own.
    /// </summary>
    public static Task EndAsync<T>(this TaskCompletionSource<T> source, T result) => Task.Run(() => source.SetResult(result));
}
