namespace CacheKit;

// What requests are counted for: calls of a function, requests of a route, or calls by key in a namespace.
internal enum SubjectKind
{
    Function,
    Route,
    Namespace,
}
