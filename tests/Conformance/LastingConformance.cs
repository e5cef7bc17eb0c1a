using System.Diagnostics;

namespace CacheKit.Conformance;

/// <summary>
/// Long-lived resources of a backend, such as a connection, do not capture the context of the caller that first needed them.
/// </summary>
public abstract class LastingConformance : RefusalConformance
{
    private static readonly AsyncLocal<object?> _carried = new();

    [Test]
    public async Task A_backend_does_not_capture_the_context_of_its_first_caller()
    {
        (ICacheBackend used, WeakReference[] carried) = await UseFirstAsync();
        await Poll.UntilAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return new(Array.TrueForAll(carried, reference => !reference.IsAlive));
        });

        // The backend stays in use.
        await used.GetAsync(Key());
        await DisposeOfAsync(used);
    }

    // Everything that starts here runs in a context that ends with the method.
    private async Task<(ICacheBackend Used, WeakReference[] Carried)> UseFirstAsync()
    {
        _carried.Value = new object();
        using var activity = new Activity("first caller");
        activity.Start();
        ICacheBackend backend = await CreateOtherAsync();
        await Poll.UntilSucceedsAsync(async () => await backend.GetAsync(Key()));
        ICache cache = CacheOn(backend, $"lasting-{Guid.NewGuid():N}");
        var options = new CacheEntryOptions { Tags = ["tag"], Expiration = TimeSpan.FromHours(1), Lease = TimeSpan.FromSeconds(10) };
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), options);
        await cache.SetAsync("key", "other", options);
        await cache.EvictAsync("tag");
        await cache.RemoveAsync("key");
        await cache.ClearAsync();
        return (backend, [new WeakReference(_carried.Value), new WeakReference(activity)]);
    }
}
