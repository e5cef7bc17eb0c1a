using System.Runtime.CompilerServices;

namespace CacheKit;

// Counts the calls of UseCacheKit in each application. Branches of a pipeline that are cached separately may route one URL to several
// endpoints, and choose by anything.
internal sealed class Pipelines
{
    private static readonly ConditionalWeakTable<IServiceProvider, Pipelines> _ofApplications = [];

    private int _count;

    public bool AreSeveral => Volatile.Read(ref _count) > 1;

    public static Pipelines Of(IServiceProvider services) => _ofApplications.GetOrCreateValue(services);

    public void Add() => Interlocked.Increment(ref _count);
}
