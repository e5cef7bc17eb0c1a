namespace CacheKit;

/// <summary>Caches responses of further statuses than 200. A hit gives the status back.</summary>
/// <param name="statusCodes">The statuses, such as 404.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class CacheStatusCodesAttribute(params int[] statusCodes) : Attribute
{
    /// <summary>The statuses that are cached beside 200.</summary>
    public IReadOnlyList<int> StatusCodes { get; } = statusCodes;

    /// <summary>
    /// How many seconds their entries live; <see cref="CacheAttribute.DefaultExpire"/>, the default: as long as those of status 200.
    /// </summary>
    public int Expire { get; set; } = CacheAttribute.DefaultExpire;
}
