using Microsoft.Extensions.Logging;

namespace CacheKit;

// Entries of a backend that may be slow or down: what fails is a miss, or is left out, as its calls tell.
internal class RemoteEntryStore(StoreCalls calls, StoreCallSettings callSettings) : EntryStore(calls, callSettings)
{
    private readonly SharedReads _reads = new();
    private readonly OtherVersions _otherVersions = new(callSettings.Clock);

    public override async ValueTask<EntryRead<T>> ReadAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        long arrivals = Arrivals.Count;
        ValueTask<StoreResult<ReadOnlyMemory<byte>?>> reading = Calls.GetAsync(key, cancellationToken);
        Task<StoreResult<ReadOnlyMemory<byte>?>>[] generations = Generations.Read(settings.Tags, cancellationToken);
        StoreResult<ReadOnlyMemory<byte>?> answer = await reading.ConfigureAwait(false);
        EntryRead<T> read = answer.Value is { } bytes
            ? await OpenAsync<T>(key, bytes, null, settings, generations, cancellationToken).ConfigureAwait(false)
            : EntryRead<T>.Nothing(answer.Failure);
        return Noted(key, read with { Arrivals = arrivals });
    }

    public override async ValueTask<EntryRead<T>> ReadSharedAsync<T>(string key, EntrySettings settings)
    {
        SharedRead<T>? shared = _reads.Join<T>(key, settings.Coder, out bool leads);
        EntryRead<T> read = default;
        if (shared is not null && !leads)
        {
            read = await shared.Task.ConfigureAwait(false);
        }
        else
        {
            try
            {
                read = await ReadWithTimeToLiveAsync<T>(key, settings).ConfigureAwait(false);
            }
            finally
            {
                if (leads)
                    _reads.End(key, shared!, read);
            }
        }

        return Noted(key, read);
    }

    public override async ValueTask<EntryRead<T>> ReadAnewAsync<T>(string key, EntrySettings settings) =>
        Noted(key, await ReadWithTimeToLiveAsync<T>(key, settings).ConfigureAwait(false));

    public override bool MayOverwrite<T>(string key) => _otherVersions.MayOverwrite<T>(key);

    public override async ValueTask<WriteResult> WriteAsync<T>(string key, T value, EntrySettings settings, EntryPlan plan, CancellationToken cancellationToken)
    {
        byte[]? payload = Encode(value, settings.Coder);
        if (payload is null)
            return new WriteResult(IsStored: false, UncodedOf(value, settings.Coder, settings.ByReference), IsRefused: true);

        try
        {
            byte[] stored = EntryEnvelope.Of(payload, plan.Metadata);
            StoreResult<bool> answer = await SendAsync(key, stored, plan, cancellationToken).ConfigureAwait(false);
            bool isStored = !answer.Failed && answer.Value;
            if (isStored)
            {
                NoteAdded(key);
                if (settings.ByReference && TryDecode(payload, settings.Coder, out T? shared))
                    CopyDecoded(key, stored, shared, plan.Metadata, settings);
            }

            return new WriteResult(isStored, HeldOf(payload), IsKeptOut: !answer.Failed && !isStored, IsRefusedByStore: answer.IsRefused, Stored: stored);
        }
        finally
        {
            _reads.Forget(key);
        }
    }

    public override async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await base.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _reads.Forget(key);
        }
    }

    public override async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        try
        {
            return await base.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _reads.ForgetAll();
        }
    }

    // Who shares a read that began before would get what is evicted.
    public override async ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken)
    {
        try
        {
            return await base.EvictAsync(tag, mode, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _reads.ForgetAll();
        }
    }

    // Takes the payload that was read together with its value.
    protected virtual void CopyDecoded<T>(string key, ReadOnlyMemory<byte> stored, T value, EntryMetadata metadata, EntrySettings settings)
    {
    }

    // Nobody who asks from now on gets what was read before.
    protected void ForgetReads() => _reads.ForgetAll();

    private async ValueTask<EntryRead<T>> ReadWithTimeToLiveAsync<T>(string key, EntrySettings settings)
    {
        long arrivals = Arrivals.Count;
        ValueTask<StoreResult<CacheEntry?>> reading = Calls.GetWithTimeToLiveAsync(key, CancellationToken.None);
        Task<StoreResult<ReadOnlyMemory<byte>?>>[] generations = Generations.Read(settings.Tags, CancellationToken.None);
        StoreResult<CacheEntry?> answer = await reading.ConfigureAwait(false);
        EntryRead<T> read = answer.Value is var (payload, timeToLive)
            ? await OpenAsync<T>(key, payload, timeToLive, settings, generations, CancellationToken.None).ConfigureAwait(false)
            : EntryRead<T>.Nothing(answer.Failure);
        return read with { Arrivals = arrivals };
    }

    // False: the fence has kept it out. What was to be replaced may have expired meanwhile: nothing newer stands in its place then.
    private async ValueTask<StoreResult<bool>> SendAsync(string key, byte[] stored, EntryPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Fence is not { } fence || !Calls.CanWriteConditionally)
            return await Calls.SetAsync(key, stored, plan.Life, cancellationToken).ConfigureAwait(false);

        if (fence.Expected is { } expected)
        {
            StoreResult<bool> replaced = await Calls.ReplaceAsync(key, expected, stored, plan.Life, cancellationToken).ConfigureAwait(false);
            if (replaced.Failed || replaced.Value)
                return replaced;
        }

        return await Calls.AddAsync(key, stored, plan.Life, cancellationToken).ConfigureAwait(false);
    }

    // At once where the entry has no tags.
    private ValueTask<EntryRead<T>> OpenAsync<T>(
        string key, ReadOnlyMemory<byte> stored, TimeSpan? timeToLive, EntrySettings settings, Task<StoreResult<ReadOnlyMemory<byte>?>>[] generations, CancellationToken cancellationToken)
    {
        if (!TryUncover<T>(stored, out ReadOnlyMemory<byte> payload, out EntryMetadata metadata))
            return new(Unusable<T>(stored));

        return metadata.Marks.Length == 0
            ? new(Decode<T>(key, stored, payload, metadata, TagState.Current, timeToLive, settings))
            : DecodeUnlessEvictedAsync<T>(key, stored, payload, metadata, timeToLive, settings, generations, cancellationToken);
    }

    private async ValueTask<EntryRead<T>> DecodeUnlessEvictedAsync<T>(
        string key, ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> payload, EntryMetadata metadata, TimeSpan? timeToLive, EntrySettings settings, Task<StoreResult<ReadOnlyMemory<byte>?>>[] generations, CancellationToken cancellationToken)
    {
        StoreResult<TagState> tags = await Generations.StateOfAsync(metadata.Marks, settings.Tags ?? [], generations, cancellationToken).ConfigureAwait(false);
        if (tags.IsLate)
            return EntryRead<T>.Nothing(tags.Failure);

        return tags.Failed || tags.Value == TagState.Evicted ? Unusable<T>(stored) : Decode<T>(key, stored, payload, metadata, tags.Value, timeToLive, settings);
    }

    private EntryRead<T> Decode<T>(string key, ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> payload, EntryMetadata metadata, TagState tags, TimeSpan? timeToLive, EntrySettings settings)
    {
        if (!TryDecode(payload.Span, settings.Coder, out T? value, out ShapeMismatchException? mismatch))
        {
            if (mismatch is not null)
                _otherVersions.Found<T>(key, mismatch, Logger);
            return Unusable<T>(stored);
        }

        CopyDecoded(key, stored, value, metadata, settings);
        EntryState state = StateOf(metadata, tags);
        if (metadata.Lifetime is not { } lifetime)
            return new EntryRead<T>(state, value, timeToLive, Stored: stored);

        if (state == EntryState.Fresh && lifetime.SlidesAt(Now))
            _ = CleanContext.Call(() => SlideAsync(key, stored, payload, metadata, lifetime, settings.Policy.Stale.Grace));
        return new EntryRead<T>(state, value, timeToLive, metadata, stored);
    }

    // A miss, that is overwritten.
    private static EntryRead<T> Unusable<T>(ReadOnlyMemory<byte> stored) => new(EntryState.Missing, default, Stored: stored);

    // Prolongs an entry that was read, if it is still the same. Nobody waits for it.
    private async Task SlideAsync(string key, ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> payload, EntryMetadata metadata, EntryLifetime lifetime, TimeSpan grace)
    {
        if (!Calls.CanWriteConditionally)
            return;

        long now = Now;
        EntryLifetime slid = lifetime.SlidTo(now);
        byte[] prolonged = EntryEnvelope.Enclose(payload.Span, metadata.With(slid));
        await Calls.ReplaceAsync(key, stored, prolonged, slid.KeptAt(now, grace), CancellationToken.None).ConfigureAwait(false);
    }

    private void NoteAdded(string key)
    {
        if (Logger.IsEnabled(LogLevel.Debug))
            Logger.KeyAdded(LogText.Of(key));
    }

    private EntryRead<T> Noted<T>(string key, EntryRead<T> read)
    {
        if (read.IsHit)
            NoteHit(key);
        else
            NoteMiss(key);
        return read;
    }
}
