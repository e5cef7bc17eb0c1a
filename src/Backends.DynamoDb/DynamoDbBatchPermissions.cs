using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

/// <summary>Replaces a batch request that the IAM policy of the application does not allow by a request for each key, from its first refusal on.</summary>
/// <param name="action">The action, for the log.</param>
internal sealed class DynamoDbBatchPermissions(string action)
{
    private int _isDenied;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public async ValueTask<BatchReply<TResult>> RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<ValueTask<BatchReply<TResult>>> together, Func<TItem, ValueTask<TResult>> each)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (Volatile.Read(ref _isDenied) == 0)
        {
            try
            {
                return await together().ConfigureAwait(false);
            }
            catch (StoreRefusedException refusal) when (refusal.Reason == DynamoDbRefusals.AccessDenied)
            {
                if (Interlocked.Exchange(ref _isDenied, 1) == 0)
                    Logger.BatchDenied(action, refusal.Message);
            }
        }

        using var slots = new SemaphoreSlim(16);
        return await BatchCalls.JoinAsync([.. items.Select(async item =>
        {
            await slots.WaitAsync().ConfigureAwait(false);
            try
            {
                return await each(item).ConfigureAwait(false);
            }
            finally
            {
                slots.Release();
            }
        })]).ConfigureAwait(false);
    }
}
