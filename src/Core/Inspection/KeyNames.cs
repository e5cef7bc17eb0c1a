namespace CacheKit;

// Takes the keys of a cache apart, in the grammar of KeySpace.
internal sealed class KeyNames(KeySpace keys)
{
    private const string Tags = "%tags";
    private const string HashedTags = "%hashed-tags";
    private const string Leases = "%leases";
    private const string Variants = "%vary";

    private readonly string _head = keys.PrefixOf(null);

    // A long namespace is known by its shortened form only, which is taken as it is.
    public string PrefixOf(string? @namespace) => @namespace is not null && KeySpace.IsShortened(@namespace)
        ? string.Concat(_head, @namespace, ":")
        : keys.PrefixOf(@namespace);

    public InspectedKey Describe(StoredKey stored)
    {
        (KeyKind kind, string? @namespace, string name) = Split(stored.Key);
        return new InspectedKey(stored.Key, kind, @namespace, name, stored.TimeToLive, stored.Size);
    }

    // A custom key builder may return a key of another form: it has no namespace.
    public (KeyKind Kind, string? Namespace, string Name) Split(string key)
    {
        if (!key.StartsWith(_head, StringComparison.Ordinal))
            return (KeyKind.Entry, null, key);

        string rest = key[_head.Length..];
        int end = rest.IndexOf(':', StringComparison.Ordinal);
        if (end < 0)
            return (KeyKind.Entry, null, rest);

        (string part, string name) = (rest[..end], rest[(end + 1)..]);
        return part switch
        {
            Tags or HashedTags => (KeyKind.TagRecord, null, name),
            Leases => (KeyKind.Lease, null, _head + name),
            Variants => (KeyKind.Variants, null, name),
            _ => (KeyKind.Entry, Unescape(part), name),
        };
    }

    public string TagOf(string key) => Split(key).Name;

    public string EntryOf(string leaseKey) => Split(leaseKey).Name;

    private static string Unescape(string part) => KeySpace.IsShortened(part)
        ? part
        : part.Replace("%3A", ":", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
