namespace CacheKit;

/// <summary>
/// Lets a factory, a cached function or an endpoint's handler override the settings of the entry that it is computing. Changes after the
/// value was computed have no effect.
/// </summary>
public sealed class CacheContext
{
    private readonly EntryDraft _draft;

    private CacheContext(EntryDraft draft)
    {
        _draft = draft;
    }

    /// <summary>
    /// The context of the computation that the caller runs in. Null if nothing is computed for a cache, for example because the cache is
    /// disabled or a request bypasses it, so use <c>?.</c> to access it.
    /// </summary>
    public static CacheContext? Current => Flight.Current is { } flight ? new CacheContext(flight.Draft) : null;

    /// <summary>The expiration of the entry.</summary>
    /// <value>
    /// Null by default: the entry's settings apply. <see cref="TimeSpan.MaxValue"/>: the entry never expires. Zero or less: the value is
    /// not stored.
    /// </value>
    public TimeSpan? Expiration
    {
        get => _draft.Expiration;
        set => _draft.Expiration = value;
    }

    /// <summary>Whether the value is stored. Waiting callers receive it in any case.</summary>
    /// <value>True by default.</value>
    public bool ShouldStore
    {
        get => _draft.ShouldStore;
        set => _draft.ShouldStore = value;
    }

    /// <summary>
    /// Identifies the version of the value at its source, such as an entity tag or a modification time. It is stored with the entry, and is
    /// the <see cref="PreviousValidator"/> of the next computation.
    /// </summary>
    /// <value>Null by default: no validator.</value>
    public string? Validator
    {
        get => _draft.Validator;
        set => _draft.Validator = value;
    }

    /// <summary>The validator of the cached value that will be replaced; null if there is none.</summary>
    public string? PreviousValidator => _draft.PreviousValidator;

    /// <summary>Adds tags to the tags of the entry's settings.</summary>
    /// <remarks>
    /// Prefer tags in the settings if they do not depend on the value. The value is not stored if one of these tags was evicted during the
    /// computation, or up to one second before it, because the clocks of processes may differ.
    /// </remarks>
    /// <exception cref="ArgumentException">A tag is null or empty.</exception>
    public void AddTags(params ReadOnlySpan<string> tags)
    {
        foreach (string tag in tags)
            ArgumentException.ThrowIfNullOrEmpty(tag, nameof(tags));
        lock (_draft.Tags)
            _draft.Tags.AddRange(tags);
    }

    /// <summary>
    /// Gets the cached value that will be replaced: a stale value, or one that is refreshed before it expires. False if there is none. A
    /// factory returns it again if the source reports by the <see cref="PreviousValidator"/> that it is unchanged.
    /// </summary>
    public bool TryGetPrevious<T>(out T? value)
    {
        value = _draft.Previous is T previous ? previous : default;
        return _draft.Previous is T;
    }
}
