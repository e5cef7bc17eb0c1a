namespace CacheKit;

/// <summary>
/// The entry that is being computed, as its factory, its function or its endpoint's handler sees it: what it says here counts instead of
/// the entry's settings. What is said after the value is there has no effect.
/// </summary>
public sealed class CacheContext
{
    private readonly EntryDraft _draft;

    private CacheContext(EntryDraft draft)
    {
        _draft = draft;
    }

    /// <summary>
    /// That of the computation that the caller is part of; null where nothing is being computed for a cache, as when it is disabled or
    /// a client's request is not answered from it. So ask with <c>?.</c>
    /// </summary>
    public static CacheContext? Current => Flight.Current is { } flight ? new CacheContext(flight.Draft) : null;

    /// <summary>
    /// How long the entry lives. Null: as its settings say; <see cref="TimeSpan.MaxValue"/>: for ever; zero or less: it is not stored.
    /// </summary>
    public TimeSpan? Expiration
    {
        get => _draft.Expiration;
        set => _draft.Expiration = value;
    }

    /// <summary>Whether the value is stored; true unless set otherwise. Everybody who waits for it gets it in any case.</summary>
    public bool ShouldStore
    {
        get => _draft.ShouldStore;
        set => _draft.ShouldStore = value;
    }

    /// <summary>
    /// What tells versions of the value apart where it comes from, an entity tag or a time: stored with the entry, it is the
    /// <see cref="PreviousValidator"/> when the entry is computed anew.
    /// </summary>
    public string? Validator
    {
        get => _draft.Validator;
        set => _draft.Validator = value;
    }

    /// <summary>The validator of the value that is to be replaced; null if there is none.</summary>
    public string? PreviousValidator => _draft.PreviousValidator;

    /// <summary>Adds tags to those of the settings.</summary>
    /// <remarks>
    /// Better given by the settings where they are known before: a tag that was evicted while the value was computed keeps it from being
    /// stored, and so may one that was evicted up to a second before, as the clocks of processes differ.
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
    /// The value that is to be replaced: a stale one, or one that is refreshed before it expires; false if there is none. Who finds by
    /// the <see cref="PreviousValidator"/> that it is unchanged returns it, and it lives on.
    /// </summary>
    public bool TryGetPrevious<T>(out T? value)
    {
        value = _draft.Previous is T previous ? previous : default;
        return _draft.Previous is T;
    }
}
