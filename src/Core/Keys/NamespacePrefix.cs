namespace CacheKit;

internal sealed record NamespacePrefix(string Namespace, string Prefix);
