namespace CacheKit;

// What this process has computed and stored a moment ago. Another process may have removed the key before that, and is heard only afterwards:
// then what was stored is removed again, unless something else has taken its place.
internal sealed class ComputedWrites(StoreCalls calls, TimeProvider time, TimeSpan life)
{
    // What is stored is held in memory for as long.
    private const int Most = 4_096;
    private const long MostBytes = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<ComputedWrite> _oldestFirst = new();
    private long _bytes;

    // Before it is settled that the value is to be stored: a change that is heard from then on finds the write.
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

    // A write of another process is no removal: what was stored here before is gone by itself, even where both wrote the same bytes.
    public void Hear(Change change)
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
        Answer<bool> answer = await calls.ReplaceAsync(key, stored, [], TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        if (answer.IsOwed)
            calls.Outdate(key);
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
