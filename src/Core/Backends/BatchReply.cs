namespace CacheKit;

/// <summary>The answer to a call for many keys: a value for each key, in the order of the keys, or the exception of a key that failed alone.</summary>
/// <typeparam name="T">What a call for one key returns.</typeparam>
public readonly struct BatchReply<T>
{
    private readonly T[]? _values;
    private readonly Exception?[]? _failures;

    /// <summary>Makes a reply of arrays that nobody changes any more.</summary>
    /// <param name="values">The value of each key; meaningless for a key that failed.</param>
    /// <param name="failures">The exceptions, each at the index of its key; null: no key failed.</param>
    /// <exception cref="ArgumentException">The arrays have different lengths.</exception>
    public BatchReply(T[] values, Exception?[]? failures = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (failures is not null && failures.Length != values.Length)
            throw new ArgumentException(
                $"There are {failures.Length} failures for {values.Length} keys. Give one for each key, null where it did not fail.", nameof(failures));

        _values = values;
        _failures = failures;
    }

    /// <summary>The number of keys.</summary>
    public int Count => _values?.Length ?? 0;

    /// <summary>The value of a key; meaningless if the key failed.</summary>
    /// <param name="index">The index of the key in the call.</param>
    public T this[int index] => _values![index];

    /// <summary>The exception of a key that failed; null: it did not. A key beyond <see cref="Count"/> failed, because it has no value.</summary>
    /// <param name="index">The index of the key in the call.</param>
    public Exception? FailureAt(int index) => index < Count
        ? _failures?[index]
        : new InvalidOperationException($"The backend has answered with {Count} values for more keys. Give one for each key, in the order of the keys.");
}
