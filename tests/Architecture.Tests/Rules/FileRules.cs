using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests.Rules;

/// <summary>One type per file, a file named for its type, and a maximum file length.</summary>
internal static class FileRules
{
    private const int MostLines = 300;

    public static IEnumerable<string> Violations(IReadOnlyList<SourceFile> files) =>
        files.SelectMany(Violations).Concat(TypesInTwoFiles(files));

    private static IEnumerable<string> Violations(SourceFile file)
    {
        string[] types = [.. file.TypeNames];
        if (types.Length > 1)
            yield return $"{file.Path} declares {string.Join(" and ", types)}: one type a file.";
        if (types.Length == 1 && types[0] != Path.GetFileNameWithoutExtension(file.Path))
            yield return $"{file.Path} declares {types[0]}: name the file for its type.";
        if (file.Lines > MostLines)
            yield return $"{file.Path} has {file.Lines} lines: {MostLines} at most.";
    }

    private static IEnumerable<string> TypesInTwoFiles(IReadOnlyList<SourceFile> files) => files
        .SelectMany(file => file.TypeNames.Distinct().Select(type => (Type: type, file.Path)))
        .GroupBy(declaration => declaration.Type, declaration => declaration.Path)
        .Where(paths => paths.Count() > 1)
        .Select(paths => $"{paths.Key} is declared in {string.Join(" and ", paths)}: a name stands for one type.");
}
