namespace CacheKit;

// How the keys of namespaces begin. The latest ones are kept, so that most calls with a namespace of their own escape nothing.
internal sealed class NamespacePrefixes(KeySpace keys)
{
    private const int Kept = 16;

    private readonly NamespacePrefix?[] _kept = new NamespacePrefix?[Kept];

    public string Of(string @namespace)
    {
        int place = @namespace.Length == 0 ? 0 : (@namespace.Length + @namespace[^1]) % Kept;
        if (Volatile.Read(ref _kept[place]) is { } known && known.Namespace == @namespace)
            return known.Prefix;

        string prefix = keys.PrefixOf(@namespace);
        Volatile.Write(ref _kept[place], new NamespacePrefix(@namespace, prefix));
        return prefix;
    }
}
