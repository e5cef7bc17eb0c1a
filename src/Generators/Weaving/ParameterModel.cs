namespace CacheKit.Generators;

// A parameter of a woven method as generated code writes it, and how a call in the background gets it; null: as it is.
internal sealed record ParameterModel(string Name, string Type, ParameterRole Role, string? Detached = null)
{
    public string Escaped => Code.Escape(Name);

    public string Field => "_" + Name;
}
