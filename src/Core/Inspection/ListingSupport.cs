namespace CacheKit;

// How the store of a cache can list its keys.
internal enum ListingSupport
{
    // The store cannot list its keys.
    None,

    // Only from the beginning: the listing ends after CacheInspector.WholeLimit keys.
    Whole,

    // Page by page, without a limit.
    Pages,
}
