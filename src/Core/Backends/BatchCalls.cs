using System.Runtime.ExceptionServices;

namespace CacheKit;

/// <summary>Makes the replies of an <see cref="IBatchBackend"/>.</summary>
public static class BatchCalls
{
    /// <summary>Waits for calls that were begun together, one for each key, in the order of the keys.</summary>
    /// <typeparam name="T">What a call returns.</typeparam>
    /// <param name="calls">The calls.</param>
    /// <returns>The results, and the exceptions of the calls that failed.</returns>
    /// <exception cref="OperationCanceledException">A call was cancelled.</exception>
    /// <exception cref="Exception">All calls failed: the exception of one of them, preferably one that is not a refusal.</exception>
    public static async ValueTask<BatchReply<T>> JoinAsync<T>(IReadOnlyList<Task<T>> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        await Task.WhenAll((IEnumerable<Task>)calls).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        var values = new T[calls.Count];
        Exception?[]? failures = null;
        for (int i = 0; i < values.Length; i++)
        {
            if (calls[i].Exception is { InnerException: { } failure })
                (failures ??= new Exception?[values.Length])[i] = failure;
            else
                values[i] = await calls[i].ConfigureAwait(false);
        }

        return Reply(values, failures);
    }

    /// <summary>Makes a reply, or throws if all keys failed.</summary>
    /// <typeparam name="T">What a call for one key returns.</typeparam>
    /// <param name="values">The value of each key; meaningless for a key that failed.</param>
    /// <param name="failures">The exceptions, each at the index of its key; null: no key failed.</param>
    /// <exception cref="Exception">All keys failed: the exception of one of them, preferably one that is not a refusal.</exception>
    public static BatchReply<T> Reply<T>(T[] values, Exception?[]? failures)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (failures is [_, ..] && Array.TrueForAll(failures, failure => failure is not null))
            ExceptionDispatchInfo.Throw(Array.Find(failures, failure => failure is not StoreRefusedException) ?? failures[0]!);
        return new(values, failures);
    }
}
