namespace CacheKit;

// A file of Assets, as it is sent.
internal sealed record AssetFile(string Name, string ContentType, byte[] Content);
