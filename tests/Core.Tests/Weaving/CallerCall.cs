using CacheKit.Weaving;

namespace CacheKit.Core.Tests.Weaving;

/// <summary>A call of a function that returns whether it runs as a synchronous caller.</summary>
internal readonly struct CallerCall : ICachedCall<CallerCall, bool>
{
    public bool IsSameAs(in CallerCall other) => true;

    public int HashArguments() => 0;

    public CallerCall KeepArguments() => this;

    public void WriteKey(ref KeyText text) => text.Literal("caller()");

    public CacheArgument[] ListArguments() => [];

    public string[] ListTags() => [];

    public ValueTask<bool> RunAsync(CancellationToken cancellationToken) => new(SynchronousCaller.IsCurrent);
}
