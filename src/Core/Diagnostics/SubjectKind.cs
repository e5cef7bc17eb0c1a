namespace CacheKit;

// Requests are counted by function, by route, or, for calls by key, by namespace.
internal enum SubjectKind
{
    Function,
    Route,
    Namespace,
}
