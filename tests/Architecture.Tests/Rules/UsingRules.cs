using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests.Rules;

/// <summary>The using directives of a file are sorted as an editor sorts them, which no build analyzer checks.</summary>
internal static class UsingRules
{
    public static IEnumerable<string> Violations(IEnumerable<SourceFile> files) => files
        .Where(file => !file.Usings.SequenceEqual(Sorted(file.Usings)))
        .Select(file => $"{file.Path} has its using directives in another order than {NamesOf(Sorted(file.Usings))}.");

    private static string NamesOf(IEnumerable<UsingDirective> directives) => string.Join(", ", directives.Select(directive => directive.Name));

    // Namespaces, then types, then aliases; System first within each group.
    private static IEnumerable<UsingDirective> Sorted(IEnumerable<UsingDirective> directives) => directives
        .OrderBy(directive => directive.Kind)
        .ThenBy(directive => directive.IsSystem ? 0 : 1)
        .ThenBy(directive => directive.Name, StringComparer.OrdinalIgnoreCase);
}
