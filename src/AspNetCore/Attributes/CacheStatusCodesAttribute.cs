namespace CacheKit;

/// <summary>Caches responses with other statuses than 200. A hit has the status that was stored.</summary>
/// <param name="statusCodes">The statuses, such as 404.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class CacheStatusCodesAttribute(params int[] statusCodes) : Attribute
{
    /// <summary>The statuses that are cached in addition to 200.</summary>
    public IReadOnlyList<int> StatusCodes { get; } = statusCodes;

    /// <summary>The expiration of responses with these statuses.</summary>
    /// <value>
    /// In seconds, above zero. <see cref="CacheAttribute.DefaultExpire"/> by default: the expiration of responses with status 200.
    /// </value>
    public int Expire { get; set; } = CacheAttribute.DefaultExpire;
}
