namespace CacheKit;

// What the cache asks of a backend beyond the four basic calls.
internal static class Capabilities
{
    public static InvalidOperationException Missing<TCapability>(ICacheBackend backend) => new(
        $"{backend.GetType().Name} has no {typeof(TCapability).Name}. Ask FindCapability<{typeof(TCapability).Name}>() before using it.");

    // For the log, in the words of the documentation.
    public static (string Present, string Absent) Describe(ICacheBackend backend)
    {
        (string Name, bool IsPresent)[] all =
        [
            ("conditional writes", backend.FindCapability<IConditionalBackend>() is not null),
            ("many keys in one call", backend.FindCapability<IBatchBackend>() is not null),
            ("messages", backend.FindCapability<INotifyingBackend>() is not null),
            ("listing", backend.FindCapability<IListingBackend>() is not null),
            ("values by reference", backend.FindCapability<IValueBackend>() is not null),
        ];
        return (Join(all, isPresent: true), Join(all, isPresent: false));
    }

    private static string Join((string Name, bool IsPresent)[] all, bool isPresent) =>
        string.Join(", ", all.Where(capability => capability.IsPresent == isPresent).Select(capability => capability.Name)) is { Length: > 0 } names ? names : "none";
}
