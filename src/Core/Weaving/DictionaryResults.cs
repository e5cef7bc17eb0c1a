using System.ComponentModel;

namespace CacheKit.Weaving;

/// <summary>A dictionary of values by their ids: an id that is absent is left out.</summary>
/// <inheritdoc cref="BatchResults{TId,TValue,TResult}"/>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DictionaryResults<TId, TValue, TResult> : BatchResults<TId, TValue, TResult>
    where TId : notnull
{
    private static readonly bool _isReadOnly = typeof(TResult) == typeof(IReadOnlyDictionary<TId, TValue>);

    internal override TResult Of(ReadOnlySpan<TId> ids, TValue[] values)
    {
        if (_isReadOnly && ids.Length <= ElementDictionary<TId, TValue>.MaxLength)
            return (TResult)(object)new ElementDictionary<TId, TValue>(ids.ToArray(), values);

        var found = new Dictionary<TId, TValue>(ids.Length);
        for (int i = 0; i < ids.Length; i++)
        {
            if (values[i] is not null)
                found[ids[i]] = values[i];
        }

        return (TResult)(object)found;
    }

    // A value that is absent and can't be null must be left out here.
    internal override TResult Of(TId[] ids, BatchValue<TValue>[] values)
    {
        int[] present = [.. Enumerable.Range(0, ids.Length).Where(i => values[i].HasValue)];
        return Of(Array.ConvertAll(present, i => ids[i]), Array.ConvertAll(present, i => values[i].Value!));
    }

    // Values of ids that were not asked for are ignored.
    internal override BatchValue<TValue>[] Read(TResult result, TId[] ids, string name) => result switch
    {
        IReadOnlyDictionary<TId, TValue> loaded => Array.ConvertAll(ids, id => loaded.TryGetValue(id, out TValue? value) ? ToValue(value) : default),
        IDictionary<TId, TValue> loaded => Array.ConvertAll(ids, id => loaded.TryGetValue(id, out TValue? value) ? ToValue(value) : default),
        _ => throw new InvalidOperationException($"{name} returned null. Return a dictionary without the ids that have no value."),
    };
}
