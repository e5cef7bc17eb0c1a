namespace CacheKit.Weaving;

internal sealed class FunctionCall<TCall, TResult>(CachedFunction<TCall, TResult> function, TCall call) : CachedCall<TResult>
    where TCall : struct, ICachedCall<TCall, TResult>
{
    private readonly TCall _call = call;

    public override string Key => function.Bound().KeyOf(_call);

    public override ValueTask<string> GetKeyAsync(CancellationToken cancellationToken = default) =>
        function.Bound().KeyOfAsync(_call, cancellationToken);

    // A miss if the call has no key.
    public override async ValueTask<CacheResult<TResult>> TryGetAsync(CancellationToken cancellationToken = default)
    {
        BoundFunction<TCall, TResult> bound = function.Bound();
        if (await bound.TryKeyOfAsync(_call, cancellationToken).ConfigureAwait(false) is { } key && bound.TrySettingsOf(_call) is { } settings)
            return await bound.Cache.TryGetByFullKeyAsync<TResult>(key, settings, cancellationToken).ConfigureAwait(false);

        bound.RecordBypass();
        return default;
    }

    public override async ValueTask SetAsync(TResult value, CancellationToken cancellationToken = default)
    {
        BoundFunction<TCall, TResult> bound = function.Bound();
        if (await bound.TryKeyOfAsync(_call, cancellationToken).ConfigureAwait(false) is { } key && bound.TrySettingsOf(_call) is { } settings)
            await bound.Cache.SetByFullKeyAsync(key, value, settings, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask<TResult> RefreshAsync(CancellationToken cancellationToken = default)
    {
        BoundFunction<TCall, TResult> bound = function.Bound();
        if (await bound.TryKeyOfAsync(_call, cancellationToken).ConfigureAwait(false) is not { } key || bound.TrySettingsOf(_call) is not { } settings)
        {
            bound.RecordBypass();
            return await _call.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        Cache cache = bound.Cache;
        if (cache.Enabled)
        {
            return await cache.Engine.RefreshAsync(key, bound.Bind(_call), BoundCall<TCall, TResult>.RunAsync, settings, cancellationToken)
                .ConfigureAwait(false);
        }

        bound.RecordBypass();
        TResult value = await _call.RunAsync(cancellationToken).ConfigureAwait(false);
        await cache.Engine.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        return value;
    }

    public override async ValueTask<bool> RemoveAsync(CancellationToken cancellationToken = default)
    {
        BoundFunction<TCall, TResult> bound = function.Bound();
        return await bound.TryKeyOfAsync(_call, cancellationToken).ConfigureAwait(false) is { } key
            && await bound.Cache.Engine.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
    }
}
