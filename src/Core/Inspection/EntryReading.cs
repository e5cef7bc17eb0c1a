namespace CacheKit;

// Reads one entry of a cache with its metadata and the state of its tags.
internal sealed class EntryReading(ICacheBackend backend, TieredBackend? levels, InspectedStore store, KeyNames names)
{
    // Null for a single store outside this process.
    private readonly IValueBackend? _local = levels?.L1 ?? backend.FindCapability<IValueBackend>();

    // With two levels: the entry of L2, or the copy of L1 if L2 has none or is unavailable.
    public async ValueTask<InspectedEntry?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        InspectedEntry? held = _local?.GetValue(key, out TimeSpan? timeToLive) is { } value ? Describe(key, value, timeToLive, _local) : null;
        if (levels is null && _local is not null)
            return held;

        try
        {
            InspectedEntry? stored = await store.ReadAsync(key, cancellationToken).ConfigureAwait(false) is { } entry
                ? await DescribeAsync(key, entry, cancellationToken).ConfigureAwait(false)
                : null;
            return stored is null ? held : stored with { HasCopy = held is not null };
        }
        catch (Exception exception) when (exception is StoreUnavailableException or StoreRefusedException && held is not null)
        {
            return held;
        }
    }

    // A value in memory is not encoded.
    private InspectedEntry Describe(string key, CachedValue held, TimeSpan? timeToLive, IValueBackend local)
    {
        InspectedEntry entry = New(key, MetricTags.L1, timeToLive, SizeOf(held)) with { HasCopy = levels is not null };
        EntryMetadata metadata = LocalValue.MetadataOf(held);
        if (held is LocalValue { ObjectType: { } type } value)
            return With(entry, metadata, mark => mark.StateIn(local)) with { Value = value.Object, Type = type };

        CachedValue coded = held is EnclosedValue enclosed ? enclosed.Value : held;
        bool isWhole = EntryEnvelope.TryUnwrap(coded.ToPayload(), out ReadOnlyMemory<byte> payload, out EntryMetadata stored);
        return With(entry, metadata.IsNone ? stored : metadata, mark => mark.StateIn(local)) with { Payload = payload, IsCorrupt = !isWhole };
    }

    // A native program encodes a value to determine its size, and its coder may not know a value that is shared by reference.
    private static long SizeOf(CachedValue held)
    {
        try
        {
            return held.Size;
        }
        catch (CodingException)
        {
            return 0;
        }
    }

    private async ValueTask<InspectedEntry> DescribeAsync(string key, CacheEntry stored, CancellationToken cancellationToken)
    {
        bool isWhole = EntryEnvelope.TryUnwrap(stored.Payload, out ReadOnlyMemory<byte> payload, out EntryMetadata metadata);
        string[] tags = Array.ConvertAll(metadata.Marks, mark => mark.Key);
        Dictionary<string, ReadOnlyMemory<byte>> records = await store.ReadManyAsync(tags, cancellationToken).ConfigureAwait(false);
        InspectedEntry entry = New(key, MetricTags.L2, stored.TimeToLive, stored.Payload.Length) with { Payload = payload, IsCorrupt = !isWhole };
        return With(entry, metadata, mark => records.TryGetValue(mark.Key, out ReadOnlyMemory<byte> record)
            ? TagRecord.StateOf(record.Span, mark.Generation)
            : TagState.Evicted);
    }

    private InspectedEntry New(string key, string level, TimeSpan? timeToLive, long size)
    {
        (KeyKind kind, string? @namespace, string name) = names.Split(key);
        return new InspectedEntry
        {
            Key = key,
            Kind = kind,
            Namespace = @namespace,
            Name = name,
            Level = level,
            TimeToLive = timeToLive,
            Size = size,
        };
    }

    private InspectedEntry With(InspectedEntry entry, EntryMetadata metadata, Func<TagMark, TagState> stateOf) => entry with
    {
        Created = metadata.Lifetime is { } lifetime ? DateTimeOffset.FromUnixTimeMilliseconds(lifetime.Created) : null,
        FreshUntil = metadata.Lifetime is { FreshUntil: not EntryLifetime.Never } ending
            ? DateTimeOffset.FromUnixTimeMilliseconds(ending.FreshUntil)
            : null,
        Validator = metadata.Validator,
        Tags = Array.ConvertAll(metadata.Marks, mark => new InspectedTag(names.TagOf(mark.Key), stateOf(mark))),
    };
}
