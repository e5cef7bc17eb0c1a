namespace CacheKit.Core.Tests.Engine;

/// <summary>The state of a call that can be computed again without its caller, in a scope of its own.</summary>
internal sealed record CallState(Func<CancellationToken, ValueTask<string>> Function, IAsyncDisposable? Scope = null) : ICallerState<CallState>
{
    /// <summary>Whether the call needs objects of its caller.</summary>
    public bool NeedsCaller { get; init; }

    /// <summary>How often it was to warn that it needs them.</summary>
    public int Warnings { get; private set; }

    public DetachedState<CallState>? Detach(bool warns)
    {
        if (!NeedsCaller)
            return new(this, Scope);

        Warnings += warns ? 1 : 0;
        return null;
    }
}
