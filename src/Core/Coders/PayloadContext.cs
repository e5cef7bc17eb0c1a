namespace CacheKit;

/// <summary>The entry that a payload belongs to, for an <see cref="IPayloadTransform"/>.</summary>
public readonly struct PayloadContext
{
    private readonly string? _key;
    private readonly KeyedCoder? _decoding;

    /// <summary>The context of an entry.</summary>
    /// <param name="key">The full key of the entry.</param>
    public PayloadContext(string key) => _key = key;

    internal PayloadContext(string key, KeyedCoder decoding) => (_key, _decoding) = (key, decoding);

    /// <summary>Whether the key is known. A cache always passes it; a coder that is called without a cache has none.</summary>
    public bool HasKey => _key is not null;

    /// <summary>The full key of the entry, with its prefix and namespace.</summary>
    /// <exception cref="InvalidOperationException">The coder was called without a cache.</exception>
    public string Key => _key ?? throw new InvalidOperationException(
        "This payload belongs to no entry, but a transform needs the key of the entry, as encryption does. A cache passes the key to coders " +
        $"that were composed with {nameof(CoderExtensions.Then)}; it can't pass it through a coder of your own that calls such a coder.");

    /// <summary>
    /// Reports, from <see cref="IPayloadTransform.Decode"/>, that the payload is valid but would be written in another form at present, for example
    /// because it was encrypted with an older key. The cache then writes the entry once more in the background, without computing its value:
    /// through all transforms, with its remaining time to live, and only if the store still holds exactly what was read.
    /// </summary>
    /// <remarks>
    /// Entries in memory are not written again, nor those of a store without conditional writes (<see cref="IConditionalBackend"/>). In a transform of
    /// a backend (<see cref="BackendExtensions.Then"/>) a report has no effect. Report a payload only if the next
    /// <see cref="IPayloadTransform.Encode"/> would change that.
    /// </remarks>
    public void ReportOutdated()
    {
        if (_decoding is { } decoding)
            decoding.IsOutdated = true;
    }
}
