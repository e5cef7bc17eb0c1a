using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>The form in which an element-wise function returns its values. Generated code chooses it.</summary>
/// <typeparam name="TId">The type of an id.</typeparam>
/// <typeparam name="TValue">The type of a value.</typeparam>
/// <typeparam name="TResult">The result type of the task of the function.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class BatchResults<TId, TValue, TResult>
{
    private protected BatchResults()
    {
    }

    // A result of all values, which the callee may keep.
    internal abstract TResult Of(ReadOnlySpan<TId> ids, TValue[] values);

    // A result without the values that are absent.
    internal abstract TResult Of(TId[] ids, BatchValue<TValue>[] values);

    // The values that the function of that name has returned for the ids; null is no value.
    internal abstract BatchValue<TValue>[] Read(TResult result, TId[] ids, string name);

    private protected static BatchValue<TValue> ToValue(TValue? value) => value is null ? default : BatchValue<TValue>.Of(value);
}
