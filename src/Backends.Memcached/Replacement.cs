namespace CacheKit;

/// <summary>A value that takes the place of another one, only while that is there.</summary>
/// <param name="expected">What must be there.</param>
/// <param name="payload">What is stored instead.</param>
/// <param name="trailer">What follows both in an item whose key is shortened.</param>
/// <param name="timeToLive">Whole seconds; null: for ever; zero or less: the item is removed instead.</param>
internal sealed class Replacement(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, byte[] trailer, long? timeToLive)
{
    public async ValueTask<Stored> SendAsync(IMemcachedClient client, byte[] name, CancellationToken cancellationToken)
    {
        MemcachedItem item = await client.GetWithCasAsync(name, cancellationToken).ConfigureAwait(false);
        if (item.Value is not { } value || !IsExpected(value))
            return Stored.Changed;
        if (!(timeToLive <= 0))
            return await client.ReplaceAsync(name, item.Cas, payload, trailer, timeToLive, cancellationToken).ConfigureAwait(false);

        return await client.DeleteAsync(name, item.Cas, cancellationToken).ConfigureAwait(false) ? Stored.Yes : Stored.Changed;
    }

    private bool IsExpected(ReadOnlySpan<byte> value) =>
        value.Length == expected.Length + trailer.Length && value.StartsWith(expected.Span) && value.EndsWith(trailer);
}
