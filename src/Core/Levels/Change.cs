namespace CacheKit;

/// <summary>A change of a store that is announced to other processes, because they may have L1 copies.</summary>
/// <param name="Kind">The kind of change.</param>
/// <param name="Text">The full key or the prefix.</param>
internal readonly record struct Change(ChangeKind Kind, string Text)
{
    public static Change Everything { get; } = new(ChangeKind.Everything, "");

    public static Change OfKey(string key) => new(ChangeKind.Key, key);

    public static Change OfSet(string key) => new(ChangeKind.Set, key);

    public static Change OfReplacement(string key) => new(ChangeKind.Replacement, key);

    public static Change OfPrefix(string prefix) => new(ChangeKind.Prefix, prefix);
}
