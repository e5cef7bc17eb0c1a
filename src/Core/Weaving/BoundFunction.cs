using System.Runtime.CompilerServices;

namespace CacheKit.Weaving;

// A cached function on one cache: its settings are resolved, and its latest calls are at hand.
internal sealed class BoundFunction<TCall, TResult>
    where TCall : struct, ICachedCall<TCall, TResult>
{
    // Longer keys are put together in rented memory.
    private const int StackKeyLength = 256;

    private readonly CachedMethod _method;
    private readonly EntrySettings _settings;
    private readonly IKeyBuilder? _keyBuilder;
    private readonly string _namespace;
    private readonly string _head;
    private readonly LocalEntryStore? _local;
    private readonly CallIndex<TCall, TResult>? _index;
    private int _hasWarned;

    public BoundFunction(CachedMethod method, Cache cache, object source, bool indexed)
    {
        _method = method;
        Cache = cache;
        Source = source;
        _settings = method.SettingsOn(cache);
        _keyBuilder = method.KeyBuilderOn(cache);
        _namespace = method.Namespace ?? cache.Namespace;
        _head = new KeySpace(cache.Prefix).PrefixOf(_namespace);
        _local = cache.Engine.Local;
        _index = indexed && _local is not null ? new CallIndex<TCall, TResult>(_local) : null;
    }

    public Cache Cache { get; }

    // What the cache was found by: itself, or the host that has it under its name.
    public object Source { get; }

    // Null: ask by key.
    public IndexedCall<TCall, TResult>? Find(in TCall call) => Cache.Enabled ? _index?.Find(call) : null;

    [SkipLocalsInit]
    public ValueTask<TResult> CallAsync(in TCall call, CancellationToken cancellationToken)
    {
        if (!Cache.Enabled)
            return call.RunAsync(cancellationToken);
        if (_local is null)
            return Cache.Engine.GetOrCreateAsync(KeyOf(call), Bind(call), BoundCall<TCall, TResult>.RunAsync, SettingsOf(call), cancellationToken);
        if (_keyBuilder is not null)
            return CallAsync(_local, KeyOf(call), call, cancellationToken);

        var text = new KeyText(stackalloc char[StackKeyLength]);
        try
        {
            Write(ref text, call);
            return CallAsync(_local, LongKey.Shorten(text.Written), call, cancellationToken);
        }
        finally
        {
            text.Dispose();
        }
    }

    // The function runs on the caller's thread, which waits only for the store and for who is already computing the same call.
    public TResult Call(in TCall call, CancellationToken cancellationToken)
    {
        if (_local is not null || !Cache.Enabled)
            return Wait(CallAsync(call, cancellationToken));

        string key = KeyOf(call);
        EntrySettings settings = SettingsOf(call);
        long ended = Cache.Engine.Flights.Ended;
        EntryRead<TResult> read = Wait(Cache.Engine.Store.ReadAsync<TResult>(key, settings, cancellationToken));
        return read.State == EntryState.Fresh
            ? read.Value!
            : Wait(Cache.Engine.AnswerAsync(key, read, ended, Bind(call), BoundCall<TCall, TResult>.RunAsync, settings, cancellationToken));
    }

    public string KeyOf(in TCall call)
    {
        var text = new KeyText(stackalloc char[StackKeyLength]);
        try
        {
            if (_keyBuilder is null)
            {
                Write(ref text, call);
                return LongKey.Shorten(text.Written).ToString();
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

    public ValueTask<CacheResult<TResult>> TryGetAsync(in TCall call, CancellationToken cancellationToken) =>
        Cache.TryGetWholeAsync<TResult>(KeyOf(call), SettingsOf(call), cancellationToken);

    public ValueTask SetAsync(in TCall call, TResult value, CancellationToken cancellationToken) =>
        Cache.SetWholeAsync(KeyOf(call), value, SettingsOf(call), cancellationToken);

    public async ValueTask<TResult> RefreshAsync(TCall call, CancellationToken cancellationToken)
    {
        string key = KeyOf(call);
        if (Cache.Enabled)
            return await Cache.Engine.RefreshAsync(key, Bind(call), BoundCall<TCall, TResult>.RunAsync, SettingsOf(call), cancellationToken).ConfigureAwait(false);

        TResult value = await call.RunAsync(cancellationToken).ConfigureAwait(false);
        await Cache.Engine.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        return value;
    }

    // Once, as it would be so at each refresh.
    public void WarnNotDetached(Exception? exception, string reason)
    {
        if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
            Cache.Logger.NotDetached(exception, _method.Name, reason);
    }

    private BoundCall<TCall, TResult> Bind(in TCall call) => new(call, this);

    private static T Wait<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    private ValueTask<TResult> CallAsync(LocalEntryStore local, ReadOnlySpan<char> key, in TCall call, CancellationToken cancellationToken)
    {
        long ended = Cache.Engine.Flights.Ended;
        bool isMissing;
        if (_index is null)
        {
            if (local.TryRead(key, _settings.Coder, out TResult? found, out isMissing))
                return new(found!);
        }
        else if (local.TryRead(key, _settings.Coder, out TResult? value, out isMissing, out EntryTickets? tickets))
        {
            if (tickets is { } held)
                _index.Keep(call, value!, held);
            return new(value!);
        }

        return Cache.Engine.GetOrCreateAsync(key, isMissing, ended, Bind(call), BoundCall<TCall, TResult>.RunAsync, SettingsOf(call), cancellationToken);
    }

    private void Write(ref KeyText text, in TCall call)
    {
        text.Literal(_head);
        call.WriteKey(ref text);
    }

    private EntrySettings SettingsOf(in TCall call) =>
        call.ListTags() is { Length: > 0 } tags ? _settings with { Tags = [.. Cache.KeysOfTags(tags).Union(_settings.Tags ?? [])] } : _settings;
}
