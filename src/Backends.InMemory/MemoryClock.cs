using Microsoft.Extensions.Internal;

namespace CacheKit;

// The clock of a MemoryCache.
internal sealed class MemoryClock(TimeProvider time) : ISystemClock
{
    public DateTimeOffset UtcNow => time.GetUtcNow();
}
