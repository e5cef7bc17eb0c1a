namespace CacheKit;

// How a name in a tag is read from a request, or else why it can't be: the rest of a sentence that begins with the name.
internal sealed record EvictionName(Func<EvictionRun, string?>? Text, string? Fault = null)
{
    // Whether it is read from the arguments of the handler, which are unknown before it is called.
    public bool IsArgument { get; init; }

    public static EvictionName Wrong(string fault) => new(null, fault);
}
