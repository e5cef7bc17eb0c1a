using Microsoft.AspNetCore.OutputCaching;

namespace CacheKit;

/// <summary>The settings of an <see cref="IOutputCacheStore"/> that is implemented by CacheKit.</summary>
public sealed class CacheKitOutputCacheOptions
{
    /// <summary>The namespace of the responses, so that they can be cleared without other entries, and other entries without them.</summary>
    /// <value><c>output-cache</c> by default. An empty string: no namespace.</value>
    public string Namespace { get; set; } = "output-cache";
}
