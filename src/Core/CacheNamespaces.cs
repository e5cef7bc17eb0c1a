namespace CacheKit;

// The namespaces of a cache. The latest ones are kept, so that most calls with a namespace of their own escape nothing.
internal sealed class CacheNamespaces(KeySpace keys, CacheFigures figures)
{
    private const int Kept = 16;

    private readonly CacheNamespace?[] _kept = new CacheNamespace?[Kept];

    public CacheNamespace Of(string name)
    {
        int place = name.Length == 0 ? 0 : (name.Length + name[^1]) % Kept;
        if (Volatile.Read(ref _kept[place]) is { } known && known.Name == name)
            return known;

        var created = new CacheNamespace(name, keys.PrefixOf(name), figures.OfNamespace(name));
        Volatile.Write(ref _kept[place], created);
        return created;
    }
}
