namespace CacheKit;

// The names of the tags of metrics and spans.
internal static class MetricTags
{
    public const string Cache = "cachekit.cache";
    public const string Namespace = "cachekit.namespace";
    public const string Function = "cachekit.function";
    public const string Route = "http.route";
    public const string Result = "cachekit.result";
    public const string Level = "cachekit.level";
    public const string Reason = "cachekit.reason";
    public const string Backend = "cachekit.backend";
    public const string Operation = "cachekit.operation";
    public const string Mode = "cachekit.mode";
    public const string State = "cachekit.state";
    public const string Transform = "cachekit.transform";
    public const string Error = "error.type";

    // Only on spans, and only if the application asks for it.
    public const string Key = "cachekit.key";

    public const string L1 = "l1";
    public const string L2 = "l2";
}
