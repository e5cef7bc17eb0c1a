namespace CacheKit;

// The values that this process has computed and stored in the last seconds. If another process had removed a key before that, its message may arrive only
// after the write: then the value is removed again, unless the key holds something else by now.
internal sealed class ComputedWrites(StoreCalls calls, TimeProvider time, TimeSpan life)
{
    // The payloads are held in memory until then.
    private const int Most = 4_096;
    private const long MostBytes = 16 * 1024 * 1024;

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
        bool isOvertaken;
        lock (_gate)
        {
            isOvertaken = write.IsOvertaken;
            if (!write.IsForgotten)
            {
                write.Stored = stored;
                _bytes += stored.Length;
                Trim();
            }
        }

        if (isOvertaken)
            await RemoveAsync(write.Key, stored).ConfigureAwait(false);
    }

    // A set by another process needs no removal: it has overwritten what was stored before, perhaps with the same bytes.
    public void OnChanged(Change change)
    {
        List<(string Key, byte[] Stored)> overtaken = [];
        lock (_gate)
        {
            Trim();
            foreach (ComputedWrite write in _oldestFirst)
            {
                if (!IsRemovedBy(change, write.Key))
                    continue;

                write.IsOvertaken = true;
                if (write.Stored is { } stored)
                    overtaken.Add((write.Key, stored));
            }
        }

        if (overtaken.Count > 0)
            _ = CleanContext.Call(() => Task.WhenAll(CallGroup.Begin(overtaken.ToArray(), write => RemoveAsync(write.Key, write.Stored))));
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
            (_oldestFirst.Count > Most || _bytes > MostBytes || time.GetElapsedTime(oldest.BegunAt) > life))
        {
            _oldestFirst.Dequeue();
            _bytes -= oldest.Stored?.Length ?? 0;
            oldest.IsForgotten = true;
        }
    }
}
