namespace CacheKit;

// Stores the values of a chunk in one trip, and completes its flights. The draft has what the factory said of its entries; it holds for all of them.
internal sealed class BatchWrites<T>(
    CacheEngine engine, BatchElement<T>[] chunk, IReadOnlyList<BatchValue<T>> values, DateTimeOffset start, EntryDraft? draft)
{
    public async ValueTask StoreAsync()
    {
        TagMark[]? added = await MarkAddedAsync().ConfigureAwait(false);
        var writes = new List<EntryWrite<T>>();
        var writers = new List<int>();
        var gone = new List<string>();
        for (int i = 0; i < chunk.Length; i++)
        {
            BatchElement<T> element = chunk[i];
            if (!values[i].HasValue || EntryPlan.IsAbsence(element.Settings, values[i].Value is null, draft))
            {
                // The source does not have the key any more, so its stale value is not served again.
                if (element.Old.State != EntryState.Missing && element.Flight is { } flight && flight.TryBeginWrite())
                    gone.Add(element.Key);
            }
            else if (element.Flight is not null && added is not null && PlanFor(element, values[i], added) is { } plan)
            {
                writes.Add(new EntryWrite<T>(element.Key, values[i].Value!, element.Settings, plan));
                writers.Add(i);
            }
        }

        WriteResult[] written = await engine.Store.WriteManyAsync<T>([.. writes], CancellationToken.None).ConfigureAwait(false);
        var held = new CachedValue?[chunk.Length];
        for (int i = 0; i < written.Length; i++)
        {
            held[writers[i]] = written[i].Cached;
            if (written[i].IsUnstorable && chunk[writers[i]].Old.State != EntryState.Missing)
                gone.Add(writes[i].Key);
        }

        if (gone.Count > 0)
            await engine.Store.RemoveManyAsync([.. gone], CancellationToken.None).ConfigureAwait(false);
        Complete(held, [.. writers]);
    }

    private void Complete(CachedValue?[] held, HashSet<int> writers)
    {
        for (int i = 0; i < chunk.Length; i++)
        {
            if (values[i].HasValue && !writers.Contains(i) && chunk[i].Flight is not null)
                held[i] = engine.Store.ToCachedValue(chunk[i].Key, values[i].Value!, chunk[i].Settings);
            if (chunk[i].Flight is not null)
                engine.Failures.Forget(chunk[i].Key);
            chunk[i].Complete(values[i], held[i]);
        }
    }

    // Null if the value must not be stored. Otherwise its flight is writing from here on.
    private EntryPlan? PlanFor(BatchElement<T> element, BatchValue<T> value, TagMark[] added)
    {
        if (element.Marks is not { } marks)
            return null;

        TagMark[] all = [.. marks, .. added.Where(mark => !Array.Exists(marks, own => own.Key == mark.Key))];
        EntryPlan? plan = EntryPlan.For(element.Settings, value.Value is null, all, draft, engine.Time);
        ComputedWrite? write = engine.Store.BeginComputedWrite(element.Key);
        return plan is { } stored && engine.Store.MayOverwrite(element.Key, typeof(T)) && element.Flight!.TryBeginWrite()
            ? stored with { Fence = element.Old.ToFence(), Write = write }
            : null;
    }

    // The marks of the tags that have none yet; null if there is one that can't be had.
    private async ValueTask<TagMark[]?> MarkAddedAsync()
    {
        // Keys whose settings store nothing have the same settings.
        EntrySettings settings = chunk[0].Settings;
        if (draft?.LateTags(settings, engine.Keys) is not { Count: > 0 } late)
            return [];

        EntrySettings kept = settings with { Expiration = draft.ExpirationOr(settings.Expiration) };
        return (await engine.Store.MarkAfterwardsAsync([.. late], kept, start).ConfigureAwait(false)).Value;
    }
}
