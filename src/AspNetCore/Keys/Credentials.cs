namespace CacheKit;

internal static class Credentials
{
    public static bool IsCredential(string header) => header.Contains("key", StringComparison.OrdinalIgnoreCase);
}
