namespace CacheKit.Core.Tests.Fakes;

/// <summary>The exceptions of a store that refuses a request.</summary>
internal static class Refusal
{
    /// <summary>One that never passes by itself.</summary>
    public static StoreRefusedException Lasting { get; } = new("NOPERM", isTransient: false, "The store replied \"no permission\". Grant it.");

    /// <summary>One that passes.</summary>
    public static StoreRefusedException Passing { get; } = new("OOM", isTransient: true, "The store replied \"out of memory\". Give it more.");
}
