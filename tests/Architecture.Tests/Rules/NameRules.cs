using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests.Rules;

/// <summary>Types and folders do not have names without meaning.</summary>
internal static class NameRules
{
    private static readonly string[] _empty = ["Utils", "Helpers", "Common", "Internal", "Manager", "Provider", "Base", "Impl"];

    // Part of the public contract.
    private static readonly string[] _allowed = ["CacheManager"];

    public static IEnumerable<string> Violations(IReadOnlyList<SourceFile> files) => TypeViolations(files).Concat(FolderViolations(files));

    private static IEnumerable<string> TypeViolations(IReadOnlyList<SourceFile> files) =>
        from file in files
        from type in file.TypeNames
        from word in _empty
        where type.EndsWith(word, StringComparison.Ordinal) && !_allowed.Contains(type)
        select $"{file.Path}: {type} ends in {word}.";

    private static IEnumerable<string> FolderViolations(IReadOnlyList<SourceFile> files) =>
        from folder in files.SelectMany(file => file.Path.Split('/')[..^1]).Distinct()
        where _empty.Contains(folder)
        select $"{folder}/ is no name for a folder.";
}
