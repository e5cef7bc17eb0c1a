namespace CacheKit;

/// <summary>Caches responses of further statuses than 200. A hit gives the status back.</summary>
/// <param name="statusCodes">The statuses, such as 404.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class CacheStatusCodesAttribute(params int[] statusCodes) : Attribute
{
    /// <summary>The statuses that are cached beside 200.</summary>
    public IReadOnlyList<int> StatusCodes { get; } = statusCodes;
}
