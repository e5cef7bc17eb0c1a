namespace CacheKit.Generators;

// A parameter of a woven method as generated code writes it.
internal sealed record ParameterModel(string Name, string Type, ParameterRole Role)
{
    public string Escaped => Code.Escape(Name);

    public string Field => "_" + Name;
}
