namespace CacheKit;

/// <summary>What a key is cleared with: its cache and its namespace. A key without a colon belongs to neither.</summary>
internal sealed class KeyScope(Generation? cache, Generation? @namespace)
{
    /// <summary>A key that belongs to nothing. Its stamp is always 0.</summary>
    public static KeyScope None { get; } = new(null, null);

    /// <summary>The generation that clears all of it.</summary>
    public Generation? Innermost => @namespace ?? cache;

    /// <summary>The stamp that this process saw last; false: it has seen none yet.</summary>
    public bool TryGetLast(out ulong stamp)
    {
        ulong ofCache = cache?.Last ?? 0;
        ulong ofNamespace = @namespace?.Last ?? 0;
        stamp = ofCache ^ ofNamespace;
        return (cache is null || ofCache != 0) && (@namespace is null || ofNamespace != 0);
    }

    /// <summary>Begins to read the generations.</summary>
    public ScopeReading Read() => new(cache, cache?.ReadAsync(), @namespace, @namespace?.ReadAsync());
}
