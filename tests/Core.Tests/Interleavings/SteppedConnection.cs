namespace CacheKit.Core.Tests.Interleavings;

/// <summary>
/// The store as one process sees it. Each call waits for its turn twice: before it does its work, and before it is answered. Those that concern
/// the log of changes do not wait.
/// </summary>
internal class SteppedConnection(Interleaving run, string process) : IConditionalBackend
{
    protected Interleaving Run => run;

    protected string Process => process;

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        CallAsync("get", key, () => run.Store.Find(key), writes: false);

    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        byte[] own = payload.ToArray();
        await CallAsync("set", key, () =>
        {
            run.Store.Set(key, own, timeToLive);
            return true;
        });
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => CallAsync("remove", key, () => run.Store.Remove(key));

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) =>
        CallAsync("clear", prefix, () => run.Store.Clear(prefix));

    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        byte[] own = payload.ToArray();
        return CallAsync("add", key, () => run.Store.Exchange(key, null, own, timeToLive));
    }

    public ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        (byte[] old, byte[] own) = (expected.ToArray(), payload.ToArray());
        return CallAsync("replace", key, () => run.Store.Exchange(key, old, own, timeToLive));
    }

    private async ValueTask<T> CallAsync<T>(string operation, string key, Func<T> work, bool writes = true)
    {
        if (run.Schedule.IsFree || key == Interleaving.Channel)
            return work();

        string call = $"{process}: {operation} {key}";
        CallOutcome outcome = await OutcomeOfAsync(call, writes);
        if (outcome == CallOutcome.IsLate)
            _ = CarryOutLateAsync(call, work);
        if (outcome is CallOutcome.Fails or CallOutcome.IsLate)
            throw new IOException($"{call} failed.");

        T answer = work();
        await run.Schedule.PassAsync($"{call} is answered");
        return outcome == CallOutcome.LosesItsAnswer ? throw new IOException($"{call} lost its answer.") : answer;
    }

    private async Task<CallOutcome> OutcomeOfAsync(string call, bool writes)
    {
        if (!run.Faults.MayFail(call))
        {
            await run.Schedule.PassAsync(call);
            return CallOutcome.Answered;
        }

        // Others may have failed while this call waited.
        string[] ways = writes ? [call, $"{call} fails", $"{call} loses its answer", $"{call} is late"] : [call, $"{call} fails"];
        int way = await run.Schedule.ChooseAsync(ways);
        if (way == 0 || !run.Faults.MayFail(call))
            return CallOutcome.Answered;

        run.Faults.Add();
        return (CallOutcome)way;
    }

    private async Task CarryOutLateAsync<T>(string call, Func<T> work)
    {
        await run.Schedule.PassAsync($"{call} is carried out");
        work();
    }
}
