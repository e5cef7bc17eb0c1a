using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>A list or an array with a value for each id, in the order of the ids: an id that is absent has the default value.</summary>
/// <inheritdoc cref="BatchResults{TId,TValue,TResult}"/>
/// <param name="isArray">Whether the result is an array. Otherwise it is a list, which the caller may change.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ListResults<TId, TValue, TResult>(bool isArray) : BatchResults<TId, TValue, TResult>
{
    internal override TResult Of(ReadOnlySpan<TId> ids, TValue[] values) => (TResult)(object)(isArray ? values : new List<TValue>(values));

    internal override TResult Of(TId[] ids, BatchValue<TValue>[] values) => Of(ids, Array.ConvertAll(values, value => value.Value!));

    internal override BatchValue<TValue>[] Read(TResult result, TId[] ids, string name)
    {
        if (result is not IEnumerable<TValue> loaded)
            throw new InvalidOperationException($"{name} returned null. Return a value for each id, or null for an id that has none.");

        BatchValue<TValue>[] values = [.. loaded.Select(ToValue)];
        return values.Length == ids.Length
            ? values
            : throw new InvalidOperationException(
                $"{name} returned {values.Length} values for {ids.Length} ids. Return one for each id, in the order of the ids, and null for an id that " +
                "has none; or return a dictionary.");
    }
}
