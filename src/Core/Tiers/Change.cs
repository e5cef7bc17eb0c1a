namespace CacheKit;

/// <summary>A change of a store that other processes must hear of, since they may hold copies.</summary>
/// <param name="Kind">What has changed.</param>
/// <param name="Text">The key or the prefix.</param>
internal readonly record struct Change(ChangeKind Kind, string Text)
{
    public static Change Everything { get; } = new(ChangeKind.Everything, "");

    public static Change OfKey(string key) => new(ChangeKind.Key, key);

    public static Change OfSet(string key) => new(ChangeKind.Set, key);

    public static Change OfReplacement(string key) => new(ChangeKind.Replacement, key);

    public static Change OfPrefix(string prefix) => new(ChangeKind.Prefix, prefix);
}
