namespace CacheKit.Generators;

// A parameter of a woven method, and the expression that replaces its argument in the background; null: it is passed unchanged.
internal sealed record ParameterModel(string Name, string Type, ParameterRole Role, string? Detached = null)
{
    public string Escaped => Code.Escape(Name);

    public string Field => "_" + Name;
}
