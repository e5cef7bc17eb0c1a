using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Other versions of the application that use the same entries at the same time, for other shapes of their types. Each version takes the
// entries of the other for absent; without an end they would overwrite each other's at every call.
internal sealed class OtherVersions(TimeProvider time)
{
    private readonly ConcurrentDictionary<Type, OtherVersion> _types = new();

    // An entry that was written for another shape.
    public void Found<T>(string key, ShapeMismatchException mismatch, ILogger logger)
    {
        OtherVersion version = _types.GetOrAdd(typeof(T), static _ => new OtherVersion());
        if (version.Found(key, mismatch.Expected < mismatch.Found, time.GetUtcNow()))
            logger.LeftToOtherVersion(typeof(T), OtherVersion.Pause);
    }

    public bool MayOverwrite<T>(string key) =>
        !_types.TryGetValue(typeof(T), out OtherVersion? version) || version.MayOverwrite(key, time.GetUtcNow());
}
