namespace CacheKit;

// What a call for many keys does with them.
internal static class BatchOperation
{
    public const string Get = "get";
    public const string Set = "set";
    public const string Remove = "remove";
}
