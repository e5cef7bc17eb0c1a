namespace CacheKit;

// Tracks the computed values that this process stored in the last seconds. The message about an earlier removal by another process may
// arrive after the write; then the value is removed again, unless the key holds something else by now.
internal sealed class ComputedWrites(StoreCalls calls, TimeProvider time, TimeSpan life)
{
    // Limits the payloads held in memory.
    private const int MaxWrites = 4_096;
    private const long MaxBytes = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<ComputedWrite> _oldestFirst = new();
    private long _bytes;

    // Called before the flight begins to write: a message either detaches the flight or finds the write here.
    public ComputedWrite Begin(string key)
    {
        var write = new ComputedWrite(key, time.GetTimestamp());
        lock (_gate)
        {
            _oldestFirst.Enqueue(write);
            Trim();
        }

        return write;
    }

    public async ValueTask EndAsync(ComputedWrite write, byte[] stored)
    {
        bool isInvalidated;
        lock (_gate)
        {
            isInvalidated = write.IsInvalidated;
            if (!write.IsExpired)
            {
                write.Stored = stored;
                _bytes += stored.Length;
                Trim();
            }
        }

        if (isInvalidated)
            await RemoveAsync(write.Key, stored).ConfigureAwait(false);
    }

    // A set by another process needs no removal: it has overwritten the stored value, possibly with the same bytes.
    public void OnChanged(Change change)
    {
        List<(string Key, byte[] Stored)> invalidated = [];
        lock (_gate)
        {
            Trim();
            foreach (ComputedWrite write in _oldestFirst)
            {
                if (!IsRemovedBy(change, write.Key))
                    continue;

                write.IsInvalidated = true;
                if (write.Stored is { } stored)
                    invalidated.Add((write.Key, stored));
            }
        }

        if (invalidated.Count > 0)
            _ = CleanContext.Call(() => Task.WhenAll(CallGroup.Begin(invalidated.ToArray(), write => RemoveAsync(write.Key, write.Stored))));
    }

    private static bool IsRemovedBy(Change change, string key) => change.Kind switch
    {
        ChangeKind.Key => key == change.Text,
        ChangeKind.Prefix => key.StartsWith(change.Text, StringComparison.Ordinal),
        _ => false,
    };

    private async Task<bool> RemoveAsync(string key, byte[] stored)
    {
        StoreResult<bool> answer = await calls.ReplaceAsync(key, stored, [], TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        if (answer.IsPending)
            calls.Invalidate(key);
        return answer.Value;
    }

    private void Trim()
    {
        while (_oldestFirst.TryPeek(out ComputedWrite? oldest) &&
            (_oldestFirst.Count > MaxWrites || _bytes > MaxBytes || time.GetElapsedTime(oldest.BegunAt) > life))
        {
            _oldestFirst.Dequeue();
            _bytes -= oldest.Stored?.Length ?? 0;
            oldest.IsExpired = true;
        }
    }
}
