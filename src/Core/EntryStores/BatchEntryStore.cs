namespace CacheKit;

// Reads and writes many entries in a backend outside this process, in few trips. Each entry is treated as RemoteEntryStore treats it.
internal class BatchEntryStore(StoreCalls calls, StoreCallSettings callSettings) : RemoteEntryStore(calls, callSettings)
{
    // One trip for the entries and the tags that they are expected to have, and one for all other tags that they turn out to have.
    public override async ValueTask<EntryRead<T>[]> ReadManyAsync<T>(BatchKey[] keys, CancellationToken cancellationToken)
    {
        long arrivals = Arrivals;
        string[] tags = [.. keys.SelectMany(key => key.Settings.Tags ?? []).Distinct()];
        StoreResult<ReadOnlyMemory<byte>?>[] answers = await Calls.Batch
            .GetAsync([.. keys.Select(key => key.Key), .. tags], cancellationToken).ConfigureAwait(false);
        var records = new Dictionary<string, StoreResult<ReadOnlyMemory<byte>?>>(StringComparer.Ordinal);
        for (int i = 0; i < tags.Length; i++)
            records[tags[i]] = answers[keys.Length + i];

        var reads = new EntryRead<T>[keys.Length];
        var entries = new StoredEntry?[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            if (answers[i].Value is not { } bytes)
                reads[i] = EntryRead<T>.Missing(answers[i].Failure);
            else if (TryUnwrap<T>(bytes, out ReadOnlyMemory<byte> payload, out EntryMetadata metadata))
                entries[i] = new StoredEntry(keys[i].Key, bytes, null, payload, metadata);
            else
                reads[i] = MissToOverwrite<T>(bytes);
        }

        await Generations.CompleteAsync(records, entries.SelectMany(entry => entry?.Metadata.Marks ?? []), cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < keys.Length; i++)
        {
            if (entries[i] is { } entry)
                reads[i] = DecodeUnlessEvicted<T>(entry, TagGenerations.StateOf(records, entry.Metadata.Marks), keys[i].Settings);
            reads[i] = Logged(keys[i].Key, reads[i] with { Arrivals = arrivals });
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

        TimeSpan? longest = Array.Exists(tagged, one => one.Expiration is null) ? null : tagged.Max(one => one.Expiration);
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
