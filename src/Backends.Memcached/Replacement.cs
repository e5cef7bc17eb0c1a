namespace CacheKit;

/// <summary>Replaces a value only if the item still holds the expected one.</summary>
/// <param name="expected">The expected payload.</param>
/// <param name="payload">The new payload.</param>
/// <param name="trailer">The bytes that follow both payloads if the key is shortened.</param>
/// <param name="timeToLive">Whole seconds; null: no expiration; zero or less: the item is deleted.</param>
internal sealed class Replacement(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, byte[] trailer, long? timeToLive)
{
    public async ValueTask<StoreOutcome> SendAsync(IMemcachedClient client, byte[] name, CancellationToken cancellationToken)
    {
        MemcachedItem item = await client.GetWithCasAsync(name, cancellationToken).ConfigureAwait(false);
        if (item.Value is not { } value || !IsExpected(value))
            return StoreOutcome.Changed;
        if (!(timeToLive <= 0))
            return await client.ReplaceAsync(name, item.Cas, payload, trailer, timeToLive, cancellationToken).ConfigureAwait(false);

        return await client.DeleteAsync(name, item.Cas, cancellationToken).ConfigureAwait(false) ? StoreOutcome.Stored : StoreOutcome.Changed;
    }

    private bool IsExpected(ReadOnlySpan<byte> value) =>
        value.Length == expected.Length + trailer.Length && value.StartsWith(expected.Span) && value.EndsWith(trailer);
}
