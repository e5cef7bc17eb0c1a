namespace CacheKit;

// The optional capabilities of a backend.
internal static class Capabilities
{
    public static InvalidOperationException Missing<TCapability>(ICacheBackend backend) => new(
        $"{backend.GetType().Name} does not support {typeof(TCapability).Name}. " +
        $"Call FindCapability<{typeof(TCapability).Name}>() first, and use its result.");

    // For the log, in the terms of the documentation.
    public static (string Present, string Absent) Describe(ICacheBackend backend)
    {
        (IReadOnlyList<string> present, IReadOnlyList<string> absent) = ListOf(backend);
        return (Join(present), Join(absent));
    }

    public static (IReadOnlyList<string> Present, IReadOnlyList<string> Absent) ListOf(ICacheBackend backend)
    {
        (string Name, bool IsPresent)[] all =
        [
            ("conditional writes", backend.FindCapability<IConditionalBackend>() is not null),
            ("many keys in one call", backend.FindCapability<IBatchBackend>() is not null),
            ("messages", backend.FindCapability<INotifyingBackend>() is not null),
            ("listing", backend.FindCapability<IListingBackend>() is not null),
            ("listing by pages", backend.FindCapability<IPagedListingBackend>() is not null),
            ("values by reference", backend.FindCapability<IValueBackend>() is not null),
        ];
        return (Names(all, isPresent: true), Names(all, isPresent: false));
    }

    private static string[] Names((string Name, bool IsPresent)[] all, bool isPresent) =>
        [.. all.Where(capability => capability.IsPresent == isPresent).Select(capability => capability.Name)];

    private static string Join(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
}
