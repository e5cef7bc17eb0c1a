using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CacheKit.Weaving;

// A cached function on one cache, with its settings and the index of its calls.
internal sealed class BoundFunction<TCall, TResult>
    where TCall : struct, ICachedCall<TCall, TResult>
{
    // Longer keys use rented memory.
    private const int StackKeyLength = 256;

    private readonly CachedMethod _method;
    private readonly EntrySettings _settings;
    private readonly IKeyBuilder? _keyBuilder;
    private readonly string _namespace;
    private readonly string _keyPrefix;
    private readonly LocalEntryStore? _local;
    private int _hasWarned;
    private bool _hasReported;

    public BoundFunction(CachedMethod method, Cache cache, object source, bool indexed)
    {
        _method = method;
        Cache = cache;
        Source = source;
        (_settings, _namespace, _keyBuilder) = method.SettingsOn(cache);
        Figures = _settings.Figures;
        _keyPrefix = new KeySpace(cache.Prefix).PrefixOf(_namespace);
        _local = cache.Engine.Local;

        // The keys of another key builder may depend on more than the arguments, such as the tenant of the caller.
        bool isOfArguments = _keyBuilder is null or HashedKeyBuilder;
        Index = indexed && isOfArguments && _local is not null ? new CallIndex<TCall, TResult>(_local) : null;
    }

    public Cache Cache { get; }

    // The cache, or the host in which a named cache was found.
    public object Source { get; }

    // What the calls are counted for.
    public RequestFigures Figures { get; }

    // Null if each call needs a key.
    public CallIndex<TCall, TResult>? Index { get; }

    // Whether the function returns Task<T>.
    public bool ReturnsTasks { get; set; }

    // Null if the call must be looked up by its key.
    public IndexedCall<TCall, TResult>? Find(in TCall call)
    {
        IndexedCall<TCall, TResult>? found = Cache.Enabled ? Index?.Find(call) : null;
        if (found is not null)
            Figures.Add(RequestResult.L1Hit);
        return found;
    }

    // Finds the values of the first calls of a batch in the index, which the caller counts, and returns how many.
    public int FindFirst<TBatch, TId, TAll>(in TBatch batch, ReadOnlySpan<TId> ids, Span<TResult> values)
        where TBatch : struct, ICachedBatch<TBatch, TCall, TId, TAll>
    {
        return Index is null ? 0 : Index.FindFirst<TBatch, TId, TAll>(batch, ids, values);
    }

    // Finds a fresh value in memory, which the caller counts. Otherwise look tells whether the entry is missing.
    [SkipLocalsInit]
    public bool TryFind(in TCall call, [MaybeNullWhen(false)] out TResult value, out LocalLookup look)
    {
        (value, look) = (default, default);
        if (Index?.Find(call) is { } held)
        {
            value = held.Value;
            return true;
        }

        if (_local is null)
            return false;
        if (_keyBuilder is not null)
            return TryKeyOf(call) is { } key && TryRead(_local, key, call, out value, out look);

        var text = new KeyText(stackalloc char[StackKeyLength]);
        try
        {
            return TryWrite(ref text, call) && TryRead(_local, text.ToKey(), call, out value, out look);
        }
        finally
        {
            text.Dispose();
        }
    }

    [SkipLocalsInit]
    public ValueTask<TResult> CallAsync(in TCall call, CancellationToken cancellationToken)
    {
        if (!Cache.Enabled)
            return RunAsync(call, cancellationToken);
        if (_local is null || _keyBuilder is not null)
            return CallByStringAsync(call, cancellationToken);

        var text = new KeyText(stackalloc char[StackKeyLength]);
        try
        {
            return TryWrite(ref text, call) ? CallAsync(_local, text.ToKey(), call, cancellationToken) : RunAsync(call, cancellationToken);
        }
        finally
        {
            text.Dispose();
        }
    }

    // The function runs on the caller's thread, which waits for the store and for a caller that already computes the same call.
    public TResult Call(in TCall call, CancellationToken cancellationToken)
    {
        using (SynchronousCaller.Enter())
            return SynchronousCaller.ResultOf(CallAsync(call, cancellationToken));
    }

    public string KeyOf(in TCall call)
    {
        var text = new KeyText(stackalloc char[StackKeyLength]);
        try
        {
            if (_keyBuilder is null)
            {
                Write(ref text, call);
                return text.ToKey().ToString();
            }

            call.WriteKey(ref text);
            return _keyBuilder.Build(new CacheCall
            {
                Prefix = Cache.Prefix,
                Namespace = _namespace,
                DeclaringType = _method.DeclaringType,
                FindMethod = _method.Find,
                Function = text.Written.ToString(),
                Arguments = call.ListArguments(),
            });
        }
        finally
        {
            text.Dispose();
        }
    }

    // A miss if no key can be built for the call.
    public ValueTask<CacheResult<TResult>> TryGetAsync(in TCall call, CancellationToken cancellationToken)
    {
        if (TryKeyOf(call) is { } key && TrySettingsOf(call) is { } settings)
            return Cache.TryGetByFullKeyAsync<TResult>(key, settings, cancellationToken);

        RecordBypass();
        return default;
    }

    public ValueTask SetAsync(in TCall call, TResult value, CancellationToken cancellationToken) =>
        TryKeyOf(call) is { } key && TrySettingsOf(call) is { } settings
            ? Cache.SetByFullKeyAsync(key, value, settings, cancellationToken)
            : default;

    public ValueTask<bool> RemoveAsync(in TCall call, CancellationToken cancellationToken) =>
        TryKeyOf(call) is { } key ? Cache.Engine.RemoveAsync(key, cancellationToken) : default;

    public async ValueTask<TResult> RefreshAsync(TCall call, CancellationToken cancellationToken)
    {
        if (TryKeyOf(call) is not { } key || TrySettingsOf(call) is not { } settings)
        {
            RecordBypass();
            return await call.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Cache.Enabled)
        {
            return await Cache.Engine.RefreshAsync(key, Bind(call), BoundCall<TCall, TResult>.RunAsync, settings, cancellationToken)
                .ConfigureAwait(false);
        }

        RecordBypass();
        TResult value = await call.RunAsync(cancellationToken).ConfigureAwait(false);
        await Cache.Engine.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        return value;
    }

    // For calls that run without the cache.
    public void RecordBypass(int count = 1) => Figures.AddBypass(Cache.Enabled ? BypassReason.NoKey : BypassReason.Disabled, count);

    // Logged once, because the reason is the same at each refresh.
    public void WarnNotDetached(Exception? exception, string reason)
    {
        if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
            Cache.Logger.NotDetached(exception, _method.Name, reason);
    }

    private BoundCall<TCall, TResult> Bind(in TCall call) => new(call, this);

    // Without the cache.
    private ValueTask<TResult> RunAsync(in TCall call, CancellationToken cancellationToken)
    {
        RecordBypass();
        return BoundCall<TCall, TResult>.RunAsync(Bind(call), cancellationToken);
    }

    private ValueTask<TResult> CallAsync(LocalEntryStore local, ReadOnlySpan<char> key, in TCall call, CancellationToken cancellationToken)
    {
        if (TryRead(local, key, call, out TResult? value, out LocalLookup look))
        {
            Figures.Add(RequestResult.L1Hit);
            return new(value);
        }

        return TrySettingsOf(call) is { } settings
            ? Cache.Engine.GetOrCreateAsync(key, look, Bind(call), BoundCall<TCall, TResult>.RunAsync, settings, cancellationToken)
            : RunAsync(call, cancellationToken);
    }

    // A value that is returned by reference is added to the index.
    private bool TryRead(LocalEntryStore local, ReadOnlySpan<char> key, in TCall call, [MaybeNullWhen(false)] out TResult value, out LocalLookup look)
    {
        if (Index is null)
            return local.TryRead(key, _settings.Coder, out value, out look);
        if (!local.TryRead(key, _settings.Coder, out value, out look, out EntryTickets? tickets))
            return false;

        if (tickets is { } valid)
            Index.Add(call, value, valid, ReturnsTasks);
        return true;
    }

    private ValueTask<TResult> CallByStringAsync(in TCall call, CancellationToken cancellationToken)
    {
        if (TryKeyOf(call) is not { } key)
            return RunAsync(call, cancellationToken);
        if (_local is not null)
            return CallAsync(_local, key, call, cancellationToken);

        return TrySettingsOf(call) is { } settings
            ? Cache.Engine.GetOrCreateAsync(key, Bind(call), BoundCall<TCall, TResult>.RunAsync, settings, cancellationToken)
            : RunAsync(call, cancellationToken);
    }

    private bool TryWrite(ref KeyText text, in TCall call)
    {
        try
        {
            Write(ref text, call);
            return true;
        }
        catch (Exception exception)
        {
            ReportNoKey(exception);
            return false;
        }
    }

    // Null if the key could not be built.
    public string? TryKeyOf(in TCall call)
    {
        try
        {
            return KeyOf(call);
        }
        catch (Exception exception)
        {
            ReportNoKey(exception);
            return null;
        }
    }

    // Null if the tags could not be built. The call is then not cached, because the entry could not be evicted by its tags.
    public EntrySettings? TrySettingsOf(in TCall call)
    {
        try
        {
            return SettingsOf(call);
        }
        catch (Exception exception)
        {
            ReportNoKey(exception);
            return null;
        }
    }

    // Key texts and tags may be built by user code. If it throws, the call must still work, without the cache.
    private void ReportNoKey(Exception exception)
    {
        if (!Interlocked.Exchange(ref _hasReported, true))
            Cache.Logger.NoKey(exception, _method.Name);
    }

    private void Write(ref KeyText text, in TCall call)
    {
        text.Literal(_keyPrefix);
        call.WriteKey(ref text);
    }

    private EntrySettings SettingsOf(in TCall call) =>
        call.ListTags() is { Length: > 0 } tags ? _settings with { Tags = Cache.KeysOfTags(tags, _settings.Tags) } : _settings;
}
