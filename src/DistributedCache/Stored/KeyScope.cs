namespace CacheKit;

/// <summary>The generations of the cache and the namespace that a key is cleared with. A key without a colon has neither.</summary>
internal sealed class KeyScope(Generation? cache, Generation? @namespace)
{
    /// <summary>The scope of a key without a colon.</summary>
    public static KeyScope None { get; } = new(null, null);

    /// <summary>The generation that clears the whole scope.</summary>
    public Generation? Innermost => @namespace ?? cache;

    /// <summary>Reads the stamp that an entry needs to be valid; null: none is valid, because a generation is missing.</summary>
    public async Task<ulong?> ReadAsync(CancellationToken cancellationToken)
    {
        ulong[] read = await Task.WhenAll(Generations.Select(generation => generation.ReadAsync(cancellationToken))).ConfigureAwait(false);
        return read.Contains(Generation.None) ? null : StampOf(read);
    }

    /// <summary>Reads the stamp for a new entry, and creates missing generations.</summary>
    public async Task<ulong> CurrentAsync(CancellationToken cancellationToken) =>
        StampOf(await Task.WhenAll(Generations.Select(generation => generation.CurrentAsync(cancellationToken))).ConfigureAwait(false));

    private Generation[] Generations { get; } = [.. new[] { cache, @namespace }.OfType<Generation>()];

    private static ulong StampOf(ulong[] generations) => generations.Aggregate(0UL, (stamp, generation) => stamp ^ generation);
}
