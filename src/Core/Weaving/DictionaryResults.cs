using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>A dictionary of values by their ids: an id that is absent is left out.</summary>
/// <inheritdoc cref="BatchResults{TId,TValue,TResult}"/>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DictionaryResults<TId, TValue, TResult> : BatchResults<TId, TValue, TResult>
    where TId : notnull
{
    internal override TResult Of(ReadOnlySpan<TId> ids, TValue[] values)
    {
        var found = new Dictionary<TId, TValue>(ids.Length);
        for (int i = 0; i < ids.Length; i++)
        {
            if (values[i] is not null)
                found[ids[i]] = values[i];
        }

        return (TResult)(object)found;
    }

    internal override TResult Of(TId[] ids, BatchValue<TValue>[] values)
    {
        var found = new Dictionary<TId, TValue>(ids.Length);
        for (int i = 0; i < ids.Length; i++)
        {
            if (values[i] is { HasValue: true, Value: { } value })
                found[ids[i]] = value;
        }

        return (TResult)(object)found;
    }

    // Values of ids that were not asked for are ignored.
    internal override BatchValue<TValue>[] Read(TResult result, TId[] ids, string name) => result switch
    {
        IReadOnlyDictionary<TId, TValue> loaded => Array.ConvertAll(ids, id => loaded.TryGetValue(id, out TValue? value) ? ToValue(value) : default),
        IDictionary<TId, TValue> loaded => Array.ConvertAll(ids, id => loaded.TryGetValue(id, out TValue? value) ? ToValue(value) : default),
        _ => throw new InvalidOperationException($"{name} returned null. Return a dictionary without the ids that have no value."),
    };
}
