namespace CacheKit.Core.Tests.Engine;

/// <summary>The state of a call that can be computed again without its caller, in a scope of its own.</summary>
internal sealed record CallState(Func<CancellationToken, ValueTask<string>> Function, IAsyncDisposable? Scope = null) : ICallerState<CallState>
{
    /// <summary>Whether the call needs objects of its caller.</summary>
    public bool NeedsCaller { get; init; }

    public DetachedState<CallState>? Detach(bool warns) => NeedsCaller ? null : new(this, Scope);
}
