namespace CacheKit;

// Why a request was answered without the cache. Endpoints have further reasons, those of Cache-Status.
internal static class BypassReason
{
    // The cache is switched off.
    public const string Disabled = "disabled";

    // The key or the tags could not be built.
    public const string NoKey = "no-key";

    // The caller asked for a new value.
    public const string Refresh = "refresh";
}
