using Microsoft.Extensions.Internal;

namespace CacheKit.Migration.Tests;

/// <summary>The clock of Microsoft's caches in memory.</summary>
internal sealed class SystemClock(TimeProvider clock) : ISystemClock
{
    public DateTimeOffset UtcNow => clock.GetUtcNow();
}
