namespace CacheKit.Architecture.Tests.Source;

/// <summary>A using directive of a namespace (0), of a type (1), or with an alias (2), which is then its name.</summary>
internal sealed record UsingDirective(int Kind, string Name)
{
    public bool IsSystem => Kind < 2 && (Name == "System" || Name.StartsWith("System.", StringComparison.Ordinal));
}
