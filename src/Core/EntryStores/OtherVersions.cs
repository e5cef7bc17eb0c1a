using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Tracks other application versions that store other shapes of the same types, or use other coders. Each version treats the other's entries as missing; without
// a pause they would overwrite each other's entries on every call.
internal sealed class OtherVersions(TimeProvider time)
{
    private readonly ConcurrentDictionary<Type, OtherVersion> _types = new();

    // Records an entry that was written for another shape or by another coder.
    public void RecordFound<T>(string key, PayloadMismatch mismatch, ILogger logger)
    {
        OtherVersion version = _types.GetOrAdd(typeof(T), static _ => new OtherVersion());
        if (version.RecordFound(key, mismatch.Expected < mismatch.Found, time.GetUtcNow()))
            logger.LeftToOtherVersion(typeof(T), OtherVersion.Pause);
    }

    public bool MayOverwrite(string key, Type type) =>
        !_types.TryGetValue(type, out OtherVersion? version) || version.MayOverwrite(key, time.GetUtcNow());
}
