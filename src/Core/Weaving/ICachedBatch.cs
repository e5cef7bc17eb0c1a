using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>A call of an element-wise function with its arguments. Generated code implements it.</summary>
/// <typeparam name="TBatch">The implementing type.</typeparam>
/// <typeparam name="TCall">The type of the call for one id, whose entry it is.</typeparam>
/// <typeparam name="TId">The type of an id.</typeparam>
/// <typeparam name="TResult">The result type of the task of the function.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ICachedBatch<TBatch, TCall, TId, TResult>
    where TBatch : struct, ICachedBatch<TBatch, TCall, TId, TResult>
{
    /// <summary>The ids of the call.</summary>
    /// <value>Null if the caller has passed null.</value>
    IEnumerable<TId>? Ids { get; }

    /// <summary>Returns the call for one id.</summary>
    TCall CallOf(TId id);

    /// <summary>Returns the same call with other ids.</summary>
    TBatch With(TId[] ids);

    /// <summary>Returns the call with objects that remain valid after its caller has completed. The default is the call itself.</summary>
    TBatch Detach(CallServices services) => (TBatch)this;

    /// <summary>Runs the function.</summary>
    ValueTask<TResult> RunAsync(CancellationToken cancellationToken);
}
