namespace CacheKit;

// Metadata of an endpoint of the API: the names of its query parameters.
internal sealed class ApiParameters(params string[] names)
{
    public IReadOnlyList<string> Names { get; } = names;
}
