namespace CacheKit.Weaving;

internal sealed class FunctionCall<TCall, TResult>(CachedFunction<TCall, TResult> function, TCall call) : CachedCall<TResult>
    where TCall : struct, ICachedCall<TCall, TResult>
{
    private readonly TCall _call = call;

    public override string Key => function.Bound().KeyOf(_call);

    public override ValueTask<CacheResult<TResult>> TryGetAsync(CancellationToken cancellationToken = default) =>
        function.Bound().TryGetAsync(_call, cancellationToken);

    public override ValueTask SetAsync(TResult value, CancellationToken cancellationToken = default) =>
        function.Bound().SetAsync(_call, value, cancellationToken);

    public override ValueTask<TResult> RefreshAsync(CancellationToken cancellationToken = default) =>
        function.Bound().RefreshAsync(_call, cancellationToken);

    public override ValueTask<bool> RemoveAsync(CancellationToken cancellationToken = default) =>
        function.Bound().RemoveAsync(_call, cancellationToken);
}
