namespace CacheKit;

// What happens to the keys of one group. All of it is read and changed under the group's lock, which is held for no call of a store but
// that of the local one.
internal sealed class LevelGroup
{
    public Lock Gate { get; } = new();

    // How often something has begun or ended that may have changed one of the keys.
    public long Version { get; set; }

    // How many changes by this process are under way.
    public int Writers { get; set; }

    // Until when a read may still bring what was there before the last change.
    public long SettledAt { get; set; }
}
