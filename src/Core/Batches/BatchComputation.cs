using System.Diagnostics;

namespace CacheKit;

// Computes and stores the entries of many keys with the steps that Computation has for one: reads again what another computation may have stored,
// acquires the leases, reads the generations of the tags, produces the values in chunks, and stores them. Always completes the flights. LeaderToken
// is the token of the caller whose objects the factory may use; null if it uses none.
internal sealed class BatchComputation<TState, T>(
    CacheEngine engine, List<BatchElement<T>> elements, TState state, BatchFactory<TState, T> factory, int maxBatch, CancellationToken? leaderToken)
{
    private CancellationToken _abandoned;
    private bool _isInBackground;

    // Runs on the caller's thread until the first wait.
    public Task Start() => RunAsync();

    // Keeps the caller's execution context without its transaction and activity, as for one key. The scope is disposed of afterwards.
    public Task StartInBackground(IAsyncDisposable? scope)
    {
        _isInBackground = true;
        ActivityLink[]? links = CacheActivities.LinksToCurrent();
        return Task.Run(async () =>
        {
            Activity.Current = null;
            using Activity? refresh = CacheActivities.StartRefresh(elements[0].Settings.Figures, links);
            if (elements.TrueForAll(element => element.Flight is { HasLeaderLeft: true }))
                Flight.ClearCurrent();
            using (AmbientTransaction.Suppress())
                await RunAsync().ConfigureAwait(false);
            await DisposeAsync(scope).ConfigureAwait(false);
        });
    }

    private async ValueTask DisposeAsync(IAsyncDisposable? scope)
    {
        try
        {
            if (scope is not null)
                await scope.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            engine.Store.Logger.RefreshFailed(exception, typeof(T));
        }
    }

    private async Task RunAsync()
    {
        using BatchToken abandoned = TokenOf(elements);
        _abandoned = abandoned.Token;
        List<BatchElement<T>> waiting = [];
        try
        {
            foreach (BatchElement<T> element in elements)
                element.Flight?.SetCurrent();
            await ReadAgainAsync(elements.FindAll(MayHaveArrived)).ConfigureAwait(false);
            waiting = await TakeLeasesAsync().ConfigureAwait(false);
            await ProduceAsync(elements.FindAll(element => !element.HasEnded && !waiting.Contains(element))).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            foreach (BatchElement<T> element in elements.Except(waiting))
                Fail(element, exception);
        }
        finally
        {
            await ReleaseLeasesAsync().ConfigureAwait(false);
        }

        // No lease is held while another one is waited for, so that processes with overlapping keys do not block each other.
        foreach (BatchElement<T> element in waiting)
            await WaitForLeaseAsync(element).ConfigureAwait(false);
    }

    // Another flight may have stored the entry between the read and the start of this one.
    private bool MayHaveArrived(BatchElement<T> element) =>
        element is { Flight: not null, Old.TimedOut: false } && engine.Store.Arrivals != element.Old.Arrivals;

    private async ValueTask ReadAgainAsync(List<BatchElement<T>> again)
    {
        if (again.Count == 0)
            return;

        EntryRead<T>[] reads = await engine.Store
            .ReadManyAsync<T>([.. again.Select(element => new BatchKey(element.Key, element.Settings))], _abandoned).ConfigureAwait(false);
        for (int i = 0; i < reads.Length; i++)
        {
            again[i].Old = reads[i];
            if (reads[i].State == EntryState.Fresh)
                again[i].CompleteWithEntry(engine);
        }
    }

    // Returns the elements that another process computes.
    private async ValueTask<List<BatchElement<T>>> TakeLeasesAsync()
    {
        List<BatchElement<T>> leased = elements.FindAll(
            element => element is { HasEnded: false, Flight: not null, Old.TimedOut: false, Settings.Policy.Lease: not null });
        if (leased.Count == 0 || !engine.Store.SharedStoreCalls.CanWriteConditionally)
            return [];

        StoreResult<Lease>[] taken = await engine.Leases.TryTakeAsync(
            [.. leased.Select(element => (engine.Keys.OfLease(element.Key), element.Settings.Policy.Lease!.Value))], _abandoned).ConfigureAwait(false);
        for (int i = 0; i < taken.Length; i++)
        {
            leased[i].Lease = taken[i].Value;
            if (taken[i].TimedOut)
                leased[i].Old = EntryRead<T>.Missing(taken[i].Failure);
        }

        // Another process may have stored the entry and just released the lease.
        await ReadAgainAsync(leased.FindAll(element => element.Lease is not null)).ConfigureAwait(false);
        return [.. leased.Where((element, i) => element.Lease is null && !taken[i].Failed)];
    }

    private async ValueTask ReleaseLeasesAsync()
    {
        foreach (BatchElement<T> element in elements)
        {
            if (element.Lease is { } lease)
                await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task WaitForLeaseAsync(BatchElement<T> element)
    {
        Lease? lease = null;
        try
        {
            StoreResult<Lease> taken = await engine.Leases.TakeAsync(engine.Keys.OfLease(element.Key), element.Settings.Policy.Lease!.Value, async _ =>
            {
                await ReadAgainAsync([element]).ConfigureAwait(false);
                return element.HasEnded || element.Old.TimedOut;
            }, element.Flight!.Abandoned).ConfigureAwait(false);
            lease = taken.Value;
            if (taken.TimedOut)
                element.Old = EntryRead<T>.Missing(taken.Failure);
            if (!element.HasEnded)
                await ProduceAsync([element]).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Fail(element, exception);
        }
        finally
        {
            if (lease is not null)
                await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask ProduceAsync(List<BatchElement<T>> left)
    {
        DateTimeOffset start = engine.Time.GetUtcNow();
        await MarkAsync(left.FindAll(element => element is { Flight: not null, Old.TimedOut: false })).ConfigureAwait(false);
        foreach (BatchElement<T>[] chunk in left.Chunk(maxBatch))
        {
            using BatchToken? own = chunk.Length < elements.Count ? TokenOf(chunk) : null;
            await ProduceChunkAsync(chunk, start, own?.Token ?? _abandoned).ConfigureAwait(false);
        }
    }

    // The others are still waited for if this chunk is abandoned.
    private async ValueTask ProduceChunkAsync(BatchElement<T>[] chunk, DateTimeOffset start, CancellationToken abandoned)
    {
        try
        {
            abandoned.ThrowIfCancellationRequested();
            IReadOnlyList<BatchValue<T>> values = await CallFactoryAsync(chunk, abandoned).ConfigureAwait(false);
            await new BatchWrites<T>(engine, chunk, values, start, elements.FindLast(element => element.Flight is not null)?.Flight!.DraftIfAny)
                .StoreAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (abandoned.IsCancellationRequested)
        {
            foreach (BatchElement<T> element in chunk)
                Fail(element, exception);
        }
    }

    // Cancelled when nobody waits for any of the elements.
    private BatchToken TokenOf(IEnumerable<BatchElement<T>> abandoned) =>
        new([.. abandoned.Select(element => element.Flight?.Abandoned ?? leaderToken ?? CancellationToken.None)]);

    private async ValueTask<IReadOnlyList<BatchValue<T>>> CallFactoryAsync(BatchElement<T>[] chunk, CancellationToken abandoned)
    {
        ComputationMeasure? measure = ComputationMeasure.Begin(chunk[0].Settings.Figures, engine.Time, chunk[0].Key);
        try
        {
            IReadOnlyList<BatchValue<T>> values = await factory(state, Array.ConvertAll(chunk, element => element.Index), abandoned).ConfigureAwait(false);
            measure?.End();
            return values;
        }
        catch (Exception exception) when (measure is not null)
        {
            measure.End(exception);
            throw;
        }
    }

    private async ValueTask MarkAsync(List<BatchElement<T>> marked)
    {
        if (marked.Count == 0)
            return;

        StoreResult<TagMark[]>[] marks = await engine.Store.MarkManyAsync([.. marked.Select(element => element.Settings)], _abandoned).ConfigureAwait(false);
        for (int i = 0; i < marks.Length; i++)
            marked[i].Marks = marks[i].Value;
    }

    private void Fail(BatchElement<T> element, Exception exception)
    {
        if (!element.HasEnded)
            element.Fail(exception, engine, _isInBackground, leaderToken);
    }
}
