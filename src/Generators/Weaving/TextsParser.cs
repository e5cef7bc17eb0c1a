using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

internal static class TextsParser
{
    // Includes methods of references: an assembly whose other code has not run would not have registered its methods before the first key
    // is written.
    public static IEnumerable<TextsModel> Parse(Compilation compilation)
    {
        IMethodSymbol[] marked = [.. KnownTypes.Of(compilation)?.Texts.All ?? []];
        (string Type, string Method)[] methods =
        [
            .. marked.Select(method => (
                    method.Parameters[0].Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
                    $"{method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{Code.Escape(method.Name)}"))
                .OrderBy(pair => pair.Item1, StringComparer.Ordinal),
        ];
        var warnings = new CausedWarnings();
        foreach (IMethodSymbol method in marked)
        {
            warnings.AddMember(method);
            warnings.AddType(method.Parameters[0].Type);
        }

        return methods.Length == 0 ? [] : [new TextsModel(Code.NamespaceOf(compilation.AssemblyName ?? ""), new(methods), warnings.Ids)];
    }
}
