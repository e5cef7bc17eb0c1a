using CacheKit.Weaving;

namespace CacheKit.Core.Tests.Inspection;

/// <summary>A call with an argument that the call itself keeps.</summary>
internal readonly struct PlainCall(object argument) : ICachedCall<PlainCall, string>
{
    private readonly object _argument = argument;

    public static void Call(Cache cache, object argument) =>
        new BoundFunction<PlainCall, string>(new CachedMethod("plain", options: null), cache, cache, indexed: false)
            .Call(new PlainCall(argument), CancellationToken.None);

    public bool IsSameAs(in PlainCall other) => true;

    public int HashArguments() => 0;

    public PlainCall KeepArguments() => default;

    public void WriteKey(ref KeyText text) => text.Literal("plain()");

    public CacheArgument[] ListArguments() => [];

    public string[] ListTags() => [];

    public ValueTask<string> RunAsync(CancellationToken cancellationToken) => new(_argument.GetType().Name);
}
