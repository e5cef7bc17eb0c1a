namespace CacheKit;

// A tag to evict, and how each of its names is read from a request.
internal sealed class EvictionTag(TagTemplate template, IReadOnlyDictionary<string, EvictionName> names)
{
    public bool NeedsArguments { get; } = names.Values.Any(name => name.IsArgument);

    public string TextOf(EvictionRun run) => template.Format((run, names), static (state, name) => state.names[name].Text!(state.run));
}
