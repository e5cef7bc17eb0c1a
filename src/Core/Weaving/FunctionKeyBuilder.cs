namespace CacheKit.Weaving;

// Builds the keys of a function by a key builder that is not the default one: an IKeyBuilder or an IAsyncKeyBuilder.
internal sealed class FunctionKeyBuilder(CachedMethod method, string prefix, string @namespace, object builder, KeyFailures failures)
{
    // Longer texts use rented memory.
    private const int StackTextLength = 256;

    private readonly IKeyBuilder? _builder = builder as IKeyBuilder;

    public bool IsAsynchronous => _builder is null;

    // Whether calls with equal arguments have the same key. Other key builders may use more than the arguments, such as the tenant of the
    // caller.
    public bool UsesArgumentsOnly => builder is HashedKeyBuilder;

    public CacheCall CallOf<TCall, TResult>(in TCall call)
        where TCall : struct, ICachedCall<TCall, TResult>
    {
        var text = new KeyText(stackalloc char[StackTextLength]);
        try
        {
            call.WriteKey(ref text);
            return new CacheCall
            {
                Prefix = prefix,
                Namespace = @namespace,
                DeclaringType = method.DeclaringType,
                FindMethod = method.Find,
                Function = text.Written.ToString(),
                Arguments = call.ListArguments(),
            };
        }
        finally
        {
            text.Dispose();
        }
    }

    // Empty if the call is not cached.
    public string Build(in CacheCall call)
    {
        if (_builder is not null)
            return _builder.Build(call) ?? "";

        throw new InvalidOperationException(
            $"The key of {method.Name} is built by {builder.GetType()}, which is asynchronous. Await GetKeyAsync instead of reading Key.");
    }

    // Empty if the call is not cached.
    public async ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken) => _builder is null
        ? await ((IAsyncKeyBuilder)builder).BuildAsync(call, cancellationToken).ConfigureAwait(false) ?? ""
        : Build(call);

    // Null if the key is empty or could not be built.
    public async ValueTask<string?> TryBuildAsync(CacheCall call, CancellationToken cancellationToken)
    {
        RequireAsynchronousCaller();
        try
        {
            return await BuildAsync(call, cancellationToken).ConfigureAwait(false) is { Length: > 0 } key ? key : null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            failures.Report(exception);
            return null;
        }
    }

    // An analyzer reports this as an error, unless the attribute sets its key builder in its constructor.
    private void RequireAsynchronousCaller()
    {
        if (SynchronousCaller.IsCurrent)
        {
            throw new InvalidOperationException(
                $"The key of {method.Name} is built by {builder.GetType()}, which is asynchronous, for a function that is not. " +
                "Return a Task or a ValueTask from the function, or use an IKeyBuilder.");
        }
    }
}
