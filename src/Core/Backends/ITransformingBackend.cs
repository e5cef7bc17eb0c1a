namespace CacheKit;

// A wrapper that transforms payloads.
internal interface ITransformingBackend
{
    // The type of the wrapped backend, for logs and metrics.
    string StoreName { get; }

    // Excludes a key, whose payloads are no entries, from now on.
    void Exclude(string key);
}
