namespace CacheKit;

// Reads and writes many entries in a backend outside this process, in few trips. Each entry is treated as RemoteEntryStore treats it.
internal class BatchEntryStore(StoreCalls calls, StoreCallSettings callSettings) : RemoteEntryStore(calls, callSettings)
{
    // One trip for the entries and the tags that they are expected to have, and one for all other tags that they turn out to have.
    public override async ValueTask<EntryRead<T>[]> ReadManyAsync<T>(BatchKey[] keys, CancellationToken cancellationToken)
    {
        long arrivals = Arrivals;
        string[] asked = WithTags(keys);
        StoreResult<ReadOnlyMemory<byte>?>[] answers = await Calls.Batch.GetAsync(asked, cancellationToken).ConfigureAwait(false);
        var reads = new EntryRead<T>[keys.Length];
        List<(int Index, StoredEntry Entry)>? tagged = null;
        for (int i = 0; i < keys.Length; i++)
        {
            if (!TryOpen(keys[i], answers[i], ref reads[i], out StoredEntry entry))
                (tagged ??= []).Add((i, entry));
            else
                Complete(keys[i].Key, ref reads[i], arrivals);
        }

        if (tagged is null)
            return reads;

        var records = new Dictionary<string, StoreResult<ReadOnlyMemory<byte>?>>(StringComparer.Ordinal);
        for (int i = keys.Length; i < asked.Length; i++)
            records[asked[i]] = answers[i];
        await Generations.CompleteAsync(records, tagged.SelectMany(one => one.Entry.Metadata.Marks), cancellationToken).ConfigureAwait(false);
        foreach ((int i, StoredEntry entry) in tagged)
        {
            reads[i] = DecodeUnlessEvicted<T>(entry, TagGenerations.StateOf(records, entry.Metadata.Marks), keys[i].Settings);
            Complete(keys[i].Key, ref reads[i], arrivals);
        }

        return reads;
    }

    public override ValueTask<WriteResult[]> WriteManyAsync<T>(EntryWrite<T>[] writes, CancellationToken cancellationToken) =>
        ForgettingReadsAsync(SendManyAsync(writes, cancellationToken), Array.ConvertAll(writes, write => write.Key));

    // The marks of all entries are taken together, for the longest of their lives.
    public override async ValueTask<StoreResult<TagMark[]>[]> MarkManyAsync(EntrySettings[] settings, CancellationToken cancellationToken)
    {
        EntrySettings[] tagged = Array.FindAll(settings, one => one is { Tags.Length: > 0, ShouldStore: true });
        if (Array.TrueForAll(tagged, one => ReferenceEquals(one, tagged[0])))
            return await base.MarkManyAsync(settings, cancellationToken).ConfigureAwait(false);

        TimeSpan? longest = Array.Exists(tagged, one => one.KeptFor is null) ? null : tagged.Max(one => one.KeptFor);
        StoreResult<TagMark[]> taken = await Generations
            .TakeAsync([.. tagged.SelectMany(one => one.Tags!).Distinct()], longest, cancellationToken).ConfigureAwait(false);
        Dictionary<string, TagMark>? marks = taken.Value?.ToDictionary(mark => mark.Key, StringComparer.Ordinal);
        return Array.ConvertAll(settings, one => one is not { Tags.Length: > 0, ShouldStore: true } ? new StoreResult<TagMark[]>([])
            : marks is null ? taken : new StoreResult<TagMark[]>(Array.ConvertAll(one.Tags, tag => marks[tag])));
    }

    public override ValueTask<long> RemoveManyAsync(string[] keys, CancellationToken cancellationToken) =>
        ForgettingReadsAsync(base.RemoveManyAsync(keys, cancellationToken), keys);

    public override ValueTask<bool> EvictManyAsync(string[] tags, EvictionMode mode, CancellationToken cancellationToken) =>
        ForgettingReadsAsync(mode == EvictionMode.Soft
            ? base.EvictManyAsync(tags, mode, cancellationToken)
            : Generations.EvictManyAsync(tags, cancellationToken));

    // The keys, and the tags that their entries are expected to have.
    private static string[] WithTags(BatchKey[] keys)
    {
        HashSet<string>? tags = null;
        foreach (BatchKey key in keys)
        {
            if (key.Settings.Tags is { Length: > 0 } own)
                (tags ??= new HashSet<string>(StringComparer.Ordinal)).UnionWith(own);
        }

        string[] asked = new string[keys.Length + (tags?.Count ?? 0)];
        for (int i = 0; i < keys.Length; i++)
            asked[i] = keys[i].Key;
        tags?.CopyTo(asked, keys.Length);
        return asked;
    }

    // False for an entry with tags, whose generations decide.
    private bool TryOpen<T>(in BatchKey key, in StoreResult<ReadOnlyMemory<byte>?> answer, ref EntryRead<T> read, out StoredEntry entry)
    {
        entry = default;
        if (answer.Value is not { } bytes)
        {
            read = EntryRead<T>.Missing(answer.Failure);
            return true;
        }

        if (!TryUnwrap<T>(bytes, out ReadOnlyMemory<byte> payload, out EntryMetadata metadata))
        {
            read = MissToOverwrite<T>(bytes);
            return true;
        }

        entry = new StoredEntry(key.Key, bytes, null, payload, metadata);
        if (metadata.Marks.Length > 0)
            return false;

        read = DecodeUnlessEvicted<T>(entry, new StoreResult<TagState>(TagState.Current), key.Settings);
        return true;
    }

    // Only a read that may be followed by a computation needs the arrivals.
    private void Complete<T>(string key, ref EntryRead<T> read, long arrivals)
    {
        if (read.State != EntryState.Fresh)
            read = read with { Arrivals = arrivals };
        if (read.IsHit)
            LogHit(key);
        else
            LogMiss(key);
    }

    // One trip for the writes without a condition, and one for those that need an absent key, sent together. Those in place of an entry that was read
    // are sent one by one.
    private async ValueTask<WriteResult[]> SendManyAsync<T>(EntryWrite<T>[] writes, CancellationToken cancellationToken)
    {
        byte[]?[] payloads = Array.ConvertAll(writes, write => RoundTripCheck.Encode(write.Value, write.Settings.Coder, write.Key, out _));
        byte[]?[] stored = [.. writes.Select((write, i) => payloads[i] is { } payload ? EntryEnvelope.Wrap(payload, write.Plan.Metadata) : null)];
        int[] storable = [.. Enumerable.Range(0, writes.Length).Where(i => stored[i] is not null)];
        StoreResult<bool>[] answers = await new BatchSend(Calls).SendAsync(
            Array.ConvertAll(storable, i => (writes[i].Key, stored[i]!, writes[i].Plan)), SendAsync, cancellationToken).ConfigureAwait(false);
        var results = new WriteResult[writes.Length];
        for (int i = 0; i < writes.Length; i++)
        {
            int sent = Array.BinarySearch(storable, i);
            results[i] = sent < 0
                ? Unstorable(writes[i].Key, writes[i].Value, writes[i].Settings)
                : ResultOf(writes[i], payloads[i]!, stored[i]!, answers[sent]);
        }

        return results;
    }
}
