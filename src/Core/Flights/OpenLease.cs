using System.Collections.Concurrent;

namespace CacheKit;

// A lease that this process waits for or holds, among all of them.
internal sealed class OpenLease
{
    private readonly ConcurrentDictionary<OpenLease, bool> _all;
    private readonly TimeProvider _time;
    private readonly long _begun;
    private volatile bool _isHeld;

    public OpenLease(string key, ConcurrentDictionary<OpenLease, bool> all, TimeProvider time)
    {
        (Key, _all, _time, _begun) = (key, all, time, time.GetTimestamp());
        all.TryAdd(this, true);
    }

    // The key of the lease.
    public string Key { get; }

    // The time since this process began to wait for it.
    public TimeSpan Age => _time.GetElapsedTime(_begun);

    public bool IsHeld => _isHeld;

    public void Take() => _isHeld = true;

    public void End() => _all.TryRemove(this, out _);
}
