namespace CacheKit;

// Lists and reads the store of a cache directly: without the figures, the circuit breaker and the copies of L1, and with a time limit
// that holds even if the backend ignores its cancellation token.
internal sealed class InspectedStore(ICacheBackend backend, TimeProvider time)
{
    // The keys that are listed of a store without pages.
    public const int WholeLimit = 1_000;

    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    private readonly IPagedListingBackend? _paged = backend.FindCapability<IPagedListingBackend>();
    private readonly IListingBackend? _listing = backend.FindCapability<IListingBackend>();

    public ListingSupport Listing =>
        _paged is not null ? ListingSupport.Pages : _listing is not null ? ListingSupport.Whole : ListingSupport.None;

    public ValueTask<CacheEntry?> ReadAsync(string key, CancellationToken cancellationToken) =>
        LimitAsync((backend, key), static (read, token) => read.backend.GetWithTimeToLiveAsync(read.key, token), cancellationToken);

    // Reads several keys, such as the records of tags. Keys that are absent or cannot be read are left out.
    public async ValueTask<Dictionary<string, ReadOnlyMemory<byte>>> ReadManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        BatchReply<ReadOnlyMemory<byte>?> reply = keys.Count == 0
            ? new([])
            : await LimitAsync((backend, keys), static (read, token) => ReadAllAsync(read.backend, read.keys, token), cancellationToken)
                .ConfigureAwait(false);
        var found = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        for (int i = 0; i < keys.Count; i++)
        {
            if (reply.FailureAt(i) is null && reply[i] is { } payload)
                found[keys[i]] = payload;
        }

        return found;
    }

    public async ValueTask<KeyPage> ListAsync(string prefix, string? cursor, int size, CancellationToken cancellationToken)
    {
        if (_paged is not null)
        {
            return await LimitAsync(
                (_paged, prefix, cursor, size),
                static (page, token) => page._paged.ListPageAsync(page.prefix, page.cursor, page.size, token),
                cancellationToken).ConfigureAwait(false);
        }

        if (cursor is not null)
            throw new FormatException("The store of this cache has no pages, so a cursor does not belong to it.");

        return new KeyPage(await LimitAsync((_listing!, prefix), ListFirstAsync, cancellationToken).ConfigureAwait(false), Next: null);
    }

    private static async ValueTask<IReadOnlyList<StoredKey>> ListFirstAsync(
        (IListingBackend Listing, string Prefix) from, CancellationToken cancellationToken)
    {
        var keys = new List<StoredKey>();
        await foreach (StoredKey key in from.Listing.ListAsync(from.Prefix, cancellationToken).ConfigureAwait(false))
        {
            keys.Add(key);
            if (keys.Count > WholeLimit)
                break;
        }

        return keys;
    }

    private static async ValueTask<BatchReply<ReadOnlyMemory<byte>?>> ReadAllAsync(
        ICacheBackend backend, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (backend.FindCapability<IBatchBackend>() is { } batch)
            return await batch.GetManyAsync(keys, cancellationToken).ConfigureAwait(false);

        var payloads = new ReadOnlyMemory<byte>?[keys.Count];
        for (int i = 0; i < payloads.Length; i++)
            payloads[i] = await backend.GetAsync(keys[i], cancellationToken).ConfigureAwait(false);
        return new(payloads);
    }

    private async ValueTask<T> LimitAsync<TState, T>(
        TState state, Func<TState, CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            Task<T> calling = call(state, limit.Token).AsTask();
            return await calling.WaitAsync(_timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not (FormatException or StoreRefusedException) && !cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(exception);
        }
        finally
        {
            await limit.CancelAsync().ConfigureAwait(false);
        }
    }

    private StoreUnavailableException Unavailable(Exception exception) => new(
        exception is TimeoutException
            ? $"{BackendName.Of(backend)} did not answer within {_timeout.TotalSeconds} seconds."
            : $"{BackendName.Of(backend)}: {exception.Message}",
        exception);
}
