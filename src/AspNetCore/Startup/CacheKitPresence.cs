namespace CacheKit;

// Records that UseCacheKit was called.
internal sealed class CacheKitPresence
{
    public bool IsConfirmed { get; private set; }

    public void Confirm() => IsConfirmed = true;
}
