using System.Runtime.CompilerServices;

namespace CacheKit.Core.Tests.Diagnostics;

[TestFixture]
internal sealed class ReportedCachesTests
{
    [Test]
    public void A_cache_is_reported_until_it_is_disposed()
    {
        using var memory = new InMemoryBackend();
        var cache = new Cache(memory, "app", new CacheOptions());
        Assert.That(ReportedCaches.All, Has.Member(cache.Figures));
        cache.Dispose();
        Assert.That(ReportedCaches.All, Has.No.Member(cache.Figures));
    }

    [Test]
    public void A_cache_that_is_never_disposed_is_not_kept_in_memory()
    {
        WeakReference forgotten = Forget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.That(forgotten.IsAlive, Is.False);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forget() => new(new Cache(new InMemoryBackend(), "app", new CacheOptions()));
}
