using System.ComponentModel;
using System.Runtime.InteropServices;

namespace CacheKit.Weaving;

/// <summary>An element-wise function: each of its ids has the entry of a call for that id. Generated code calls it instead of the function.</summary>
/// <typeparam name="TBatch">The type of its calls.</typeparam>
/// <typeparam name="TCall">The type of the calls for one id.</typeparam>
/// <typeparam name="TId">The type of an id.</typeparam>
/// <typeparam name="TValue">The type of the value of one id.</typeparam>
/// <typeparam name="TResult">The result type of the task of the function.</typeparam>
/// <param name="function">The function whose entries the ids have.</param>
/// <param name="name">The name of the type and the method, for messages.</param>
/// <param name="parameter">The parameter with the ids.</param>
/// <param name="results">The form in which the function returns its values.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CachedBatch<TBatch, TCall, TId, TValue, TResult>(
    CachedFunction<TCall, TValue> function, string name, string parameter, BatchResults<TId, TValue, TResult> results)
    where TBatch : struct, ICachedBatch<TBatch, TCall, TId, TResult>
    where TCall : struct, ICachedCall<TCall, TValue>
{
    /// <summary>The most ids that the function is called with.</summary>
    /// <value>Zero by default: as many as are missing.</value>
    public int MaxBatch { get; init; }

    /// <summary>Whether an entry is stored for an id that the function returns no value for.</summary>
    /// <value>False by default.</value>
    public bool RemembersAbsent { get; init; }

    internal int Limit => MaxBatch == 0 ? int.MaxValue : MaxBatch;

    /// <summary>Calls a function that returns a <see cref="Task{TResult}"/>.</summary>
    public Task<TResult> CallAsync(in TBatch batch, CancellationToken cancellationToken) => CallValueAsync(batch, cancellationToken).AsTask();

    /// <summary>Calls a function that returns a <see cref="ValueTask{TResult}"/>.</summary>
    public ValueTask<TResult> CallValueAsync(in TBatch batch, CancellationToken cancellationToken)
    {
        BoundFunction<TCall, TValue> bound = function.Bound();
        if (batch.Ids is not { } all)
            return batch.RunAsync(cancellationToken);

        ReadOnlySpan<TId> ids = all switch
        {
            TId[] array => array,
            List<TId> list => CollectionsMarshal.AsSpan(list),
            _ => all.ToArray(),
        };
        bound.Figures.RecordBatch(BatchOperation.Get, ids.Length);
        if (!bound.Cache.Enabled)
        {
            bound.RecordBypass(ids.Length);
            return LoadAllAsync(batch, ids.ToArray(), cancellationToken);
        }

        RequireNoNull(ids);
        if (HasOwnComparer(all))
            return RunWithComparerAsync(bound, batch, ids.Length, cancellationToken);
        if (bound.AwaitsKeys)
            return CallOf(bound, batch, ids).AnswerAsync(cancellationToken);
        if (!bound.ReadsMemory)
            return CallOf(bound, batch, ids).AnswerAsync([], next: default, cancellationToken);

        var values = new TValue[ids.Length];
        for (int i = bound.FindFirst<TBatch, TId, TResult>(batch, ids, values); i < values.Length; i++)
        {
            if (bound.TryFind(batch.CallOf(ids[i]), out values[i]!, out LocalLookup look))
                continue;

            bound.Figures.AddMany(RequestResult.L1Hit, i);
            return CallOf(bound, batch, ids).AnswerAsync(values.AsSpan(0, i), look, cancellationToken);
        }

        bound.Figures.AddMany(RequestResult.L1Hit, values.Length);
        return new(results.Of(ids, values));
    }

    internal TResult ToResult(TId[] ids, BatchValue<TValue>[] values) => results.Of(ids, values);

    // Without the cache.
    internal async ValueTask<TResult> LoadAllAsync(TBatch batch, TId[] ids, CancellationToken cancellationToken)
    {
        if (ids.Length <= Limit)
            return await (CanBeReadAgain(batch.Ids) ? batch : batch.With(ids)).RunAsync(cancellationToken).ConfigureAwait(false);

        var values = new List<BatchValue<TValue>>(ids.Length);
        foreach (TId[] chunk in ids.Chunk(Limit))
            values.AddRange(await LoadAsync(batch, chunk, cancellationToken).ConfigureAwait(false));
        return ToResult(ids, [.. values]);
    }

    internal async ValueTask<BatchValue<TValue>[]> LoadAsync(TBatch batch, TId[] ids, CancellationToken cancellationToken)
    {
        TResult result = await batch.With(ids).RunAsync(cancellationToken).ConfigureAwait(false);
        return results.Read(result, ids, name);
    }

    // The key of an element does not tell what else the comparer takes for the same id.
    private ValueTask<TResult> RunWithComparerAsync(BoundFunction<TCall, TValue> bound, in TBatch batch, int count, CancellationToken cancellationToken)
    {
        bound.ReportNoKey(new ArgumentException(
            "The ids are in a set whose comparer is not the default one. Pass a set with the default comparer, or a list.", parameter));
        bound.RecordBypass(count);
        return batch.RunAsync(cancellationToken);
    }

    private static bool HasOwnComparer(IEnumerable<TId> ids) => ids switch
    {
        HashSet<TId> set when set.Comparer == EqualityComparer<TId>.Default => false,
        ISet<TId> or IReadOnlySet<TId> => ComparerText.Of(ids) != "",
        _ => false,
    };

    // A sequence may give its ids only once.
    private static bool CanBeReadAgain(IEnumerable<TId>? ids) => ids is ICollection<TId> or IReadOnlyCollection<TId>;

    private BoundBatch<TBatch, TCall, TId, TValue, TResult> CallOf(BoundFunction<TCall, TValue> bound, in TBatch batch, ReadOnlySpan<TId> ids) =>
        new(this, bound, batch, ids.ToArray());

    private void RequireNoNull(ReadOnlySpan<TId> ids)
    {
        for (int i = 0; i < ids.Length && default(TId) is null; i++)
        {
            if (ids[i] is null)
                throw new ArgumentException($"The id at {i} is null.", parameter);
        }
    }
}
