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
    private readonly ICoder _coder;
    private readonly KeyFailures _failures;
    private readonly FunctionKeyBuilder? _keyBuilder;
    private readonly string _keyPrefix;
    private readonly LocalEntryStore? _local;
    private int _hasWarned;

    public BoundFunction(CachedMethod method, Cache cache, object source, bool indexed)
    {
        _method = method;
        Cache = cache;
        Source = source;
        _failures = new KeyFailures(cache, method.Name);
        (EntrySettings settings, string @namespace, object? keyBuilder) = method.SettingsOn(cache);
        if (keyBuilder is not null)
            _keyBuilder = new FunctionKeyBuilder(method, cache.Prefix, @namespace, keyBuilder, _failures);
        (_coder, Figures) = (settings.Coder, settings.Figures);
        Settings = new FunctionSettings(method, cache, settings);
        _keyPrefix = new KeySpace(cache.Prefix).PrefixOf(@namespace);
        _local = cache.Engine.Local;
        Index = indexed && _keyBuilder is null or { UsesArgumentsOnly: true } && _local is not null ? new CallIndex<TCall, TResult>(_local) : null;
    }

    public Cache Cache { get; }

    // The cache, or the host in which a named cache was found.
    public object Source { get; }

    // What the calls are counted for.
    public RequestFigures Figures { get; }

    // Null if each call needs a key.
    public CallIndex<TCall, TResult>? Index { get; }

    public FunctionSettings Settings { get; }

    // Whether the function returns Task<T>.
    public bool ReturnsTasks { get; set; }

    // Whether an entry can be in the memory of this process.
    public bool ReadsMemory => _local is not null;

    // Whether the keys must be awaited.
    public bool AwaitsKeys => _keyBuilder is { IsAsynchronous: true };

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
    public bool TryFind(string key, in TCall call, [MaybeNullWhen(false)] out TResult value, out LocalLookup look)
    {
        (value, look) = (default, default);
        return _local is not null && TryRead(_local, key, call, out value, out look);
    }

    // Not for keys that must be awaited.
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

    // Empty if the call is not cached. Throws if the key must be awaited.
    [SkipLocalsInit]
    public string KeyOf(in TCall call)
    {
        if (_keyBuilder is not null)
            return _keyBuilder.Build(_keyBuilder.CallOf<TCall, TResult>(call));

        var text = new KeyText(stackalloc char[StackKeyLength]);
        try
        {
            Write(ref text, call);
            return text.ToKey().ToString();
        }
        finally
        {
            text.Dispose();
        }
    }

    // Empty if the call is not cached.
    public ValueTask<string> KeyOfAsync(in TCall call, CancellationToken cancellationToken) =>
        _keyBuilder is null ? new(KeyOf(call)) : _keyBuilder.BuildAsync(_keyBuilder.CallOf<TCall, TResult>(call), cancellationToken);

    // For calls that run without the cache.
    public void RecordBypass(int count = 1) => Figures.AddBypass(Cache.Enabled ? BypassReason.NoKey : BypassReason.Disabled, count);

    public void ReportNoKey(Exception exception) => _failures.Report(exception);

    // Logged once, because the reason is the same at each refresh.
    public void WarnNotDetached(Exception? exception, string reason)
    {
        if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
            Cache.Logger.NotDetached(exception, _method.Name, reason);
    }

    public BoundCall<TCall, TResult> Bind(in TCall call) => new(call, this);

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
            return local.TryRead(key, _coder, out value, out look);
        if (!local.TryRead(key, _coder, out value, out look, out EntryTickets? tickets))
            return false;

        if (tickets is { } valid)
            Index.Add(call, value, valid, ReturnsTasks);
        return true;
    }

    private ValueTask<TResult> CallByStringAsync(in TCall call, CancellationToken cancellationToken)
    {
        if (AwaitsKeys)
            return CallByAwaitedKeyAsync(call, cancellationToken);

        return TryKeyOf(call) is { } key ? CallAsync(key, call, cancellationToken) : RunAsync(call, cancellationToken);
    }

    private async ValueTask<TResult> CallByAwaitedKeyAsync(TCall call, CancellationToken cancellationToken)
    {
        return await TryKeyOfAsync(call, cancellationToken).ConfigureAwait(false) is { } key
            ? await CallAsync(key, call, cancellationToken).ConfigureAwait(false)
            : await RunAsync(call, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<TResult> CallAsync(string key, in TCall call, CancellationToken cancellationToken)
    {
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
            _failures.Report(exception);
            return false;
        }
    }

    // Null if the key is empty or could not be built. Not for keys that must be awaited.
    public string? TryKeyOf(in TCall call)
    {
        try
        {
            return KeyOf(call) is { Length: > 0 } key ? key : null;
        }
        catch (Exception exception)
        {
            _failures.Report(exception);
            return null;
        }
    }

    public ValueTask<string?> TryKeyOfAsync(in TCall call, CancellationToken cancellationToken)
    {
        if (!AwaitsKeys)
            return new(TryKeyOf(call));

        try
        {
            return _keyBuilder!.TryBuildAsync(_keyBuilder.CallOf<TCall, TResult>(call), cancellationToken);
        }
        catch (Exception exception)
        {
            _failures.Report(exception);
            return default;
        }
    }

    // Null if the tags could not be built. The call is then not cached, because the entry could not be evicted by its tags.
    public EntrySettings? TrySettingsOf(in TCall call) => TrySettingsOf(call, Settings.Current);

    public EntrySettings? TrySettingsOf(in TCall call, EntrySettings own)
    {
        try
        {
            return call.ListTags() is { Length: > 0 } tags ? own with { Tags = Cache.KeysOfTags(tags, own.Tags) } : own;
        }
        catch (Exception exception)
        {
            _failures.Report(exception);
            return null;
        }
    }

    private void Write(ref KeyText text, in TCall call)
    {
        text.Literal(_keyPrefix);
        call.WriteKey(ref text);
    }
}
