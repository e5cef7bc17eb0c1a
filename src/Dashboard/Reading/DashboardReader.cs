namespace CacheKit;

// Reads what the dashboard shows. Throws DashboardException with what is wrong, and what to do.
internal sealed class DashboardReader(DashboardCaches caches, DashboardSettings settings, EventLog events, TimeProvider time)
{
    public const int DefaultPageSize = 100;
    public const int LargestPageSize = 1_000;

    public DashboardSettings Settings { get; } = settings;

    public EventLog EventLog { get; } = events;

    public CachesModel Caches() => new(Settings.IsReadOnly, Settings.ShowsValues, [.. caches.All().Select(CacheModels.Of)]);

    public FiguresModel Figures() => new(time.GetUtcNow(), [.. caches.All().Select(FigureModels.Of)]);

    public EventsModel Events() => new(EventLog.Newest());

    // Namespace: null: all, "": the default one. Find: a part of the key; null or empty: any. Cursor: null or empty: the first page.
    public async ValueTask<KeyPageModel> KeysAsync(
        string cache, string? @namespace, string? find, string? cursor, int size, CancellationToken cancellationToken)
    {
        CacheInspector inspector = caches.Of(cache);
        if (inspector.Listing == ListingSupport.None)
        {
            throw new DashboardException(DashboardFault.NoListing,
                $"{inspector.Stores[^1].Backend} can't list its keys, because it has no IListingBackend. An entry can still be read and removed by its key.");
        }

        InspectedPage page = await CallAsync(
            inspector, () => inspector.ListAsync(@namespace, NullIfEmpty(find), NullIfEmpty(cursor), size, cancellationToken)).ConfigureAwait(false);
        return new KeyPageModel(
            [.. page.Keys.Select(key => new KeyModel(key.Key, key.Namespace, key.Name, key.TimeToLive?.TotalSeconds, key.Size))],
            page.Next, page.Searched, page.IsCut);
    }

    public async ValueTask<EntryModel> EntryAsync(string cache, string key, CancellationToken cancellationToken)
    {
        CacheInspector inspector = caches.Of(cache);
        DashboardCaches.RequireOwn(inspector, key);
        InspectedEntry entry = await CallAsync(inspector, () => inspector.ReadAsync(key, cancellationToken)).ConfigureAwait(false) ??
            throw new DashboardException(DashboardFault.KeyNotFound, "The entry has expired, or it was removed or never stored.");
        return EntryModels.Of(entry, inspector, Settings.ShowsValues);
    }

    private static async ValueTask<T> CallAsync<T>(CacheInspector cache, Func<ValueTask<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (FormatException exception)
        {
            throw new DashboardException(
                DashboardFault.UnknownCursor, "The cursor was made by another store or version. Begin again without a cursor.", exception);
        }
        catch (StoreRefusedException exception)
        {
            throw DashboardException.Of(exception);
        }
        catch (StoreUnavailableException exception)
        {
            throw new DashboardException(DashboardFault.StoreUnavailable,
                $"{cache.Stores[^1].Backend} does not answer. Until it does, reads miss and nothing is stored; removals are made up for. {exception.Message}",
                exception);
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
