namespace CacheKit;

/// <summary>The cache and the namespace that a key is cleared with. A key without a colon has neither.</summary>
internal sealed class KeyScope(Generation? cache, Generation? @namespace)
{
    /// <summary>The scope of a key without a colon. Its stamp is always 0.</summary>
    public static KeyScope None { get; } = new(null, null);

    /// <summary>The generation that clears the whole scope.</summary>
    public Generation? Innermost => @namespace ?? cache;

    /// <summary>Returns the stamp that this process read last; false: it has read none yet.</summary>
    public bool TryGetLast(out ulong stamp)
    {
        ulong ofCache = cache?.Last ?? 0;
        ulong ofNamespace = @namespace?.Last ?? 0;
        stamp = ofCache ^ ofNamespace;
        return (cache is null || ofCache != 0) && (@namespace is null || ofNamespace != 0);
    }

    /// <summary>Queues reads of the generations. <see cref="ScopeReading.Send"/> or <see cref="ScopeReading.StampAsync"/> must follow.</summary>
    public ScopeReading Read() => new(cache, cache?.Read(), @namespace, @namespace?.Read());
}
