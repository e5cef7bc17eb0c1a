namespace CacheKit;

/// <summary>The entry that a payload belongs to, for an <see cref="IPayloadTransform"/>.</summary>
/// <param name="key">The full key of the entry.</param>
public readonly struct PayloadContext(string key)
{
    /// <summary>Whether the key is known. A cache always passes it; a coder that is called without a cache has none.</summary>
    public bool HasKey => key is not null;

    /// <summary>The full key of the entry, with its prefix and namespace.</summary>
    /// <exception cref="InvalidOperationException">The coder was called without a cache.</exception>
    public string Key => key ?? throw new InvalidOperationException(
        "This payload belongs to no entry, but a transform needs the key of the entry, as encryption does. A cache passes the key to coders " +
        $"that were composed with {nameof(CoderExtensions.Then)}; it can't pass it through a coder of your own that calls such a coder.");
}
