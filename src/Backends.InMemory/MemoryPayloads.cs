namespace CacheKit;

// The values of a store as payloads.
internal static class MemoryPayloads
{
    public static CacheEntry? Read(InMemoryBackend memory, string key) =>
        memory.GetValue(key, out TimeSpan? timeToLive) is { } value ? new CacheEntry(value.ToPayload(), timeToLive) : null;

    public static bool Replace(InMemoryBackend memory, string key, ReadOnlySpan<byte> expected, CodedValue value, TimeSpan? timeToLive)
    {
        // Compared outside the lock, because encoding may take long. If the value has changed meanwhile, it is compared again.
        while (memory.GetValue(key) is { } held && held.ToPayload().Span.SequenceEqual(expected))
        {
            if (memory.ReplaceValue(key, held, value, timeToLive))
                return true;
        }

        return false;
    }
}
