namespace CacheKit;

/// <summary>What the spans of CacheKit contain.</summary>
public sealed class CacheKitTracingOptions
{
    /// <summary>
    /// Whether spans have the tag <c>cachekit.key</c>. Keys contain the arguments of functions and the URLs of requests, which may identify
    /// users. The setting applies to the process: it is the AppContext switch <c>CacheKit.KeysInTraces</c>.
    /// </summary>
    /// <value>False by default.</value>
    public bool RecordsKeys { get; set; }
}
