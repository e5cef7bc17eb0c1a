using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests.Rules;

/// <summary>A test project has the folders of the project that it tests, and the tests of a type lie in the folder of the type.</summary>
internal static class TestFolders
{
    private const string Suffix = "Tests";

    // What only tests have: in the root of a test project, or inside of a folder that it shares with the tested project.
    private static readonly string[] _ofTestsOnly = ["Controllers", "Fakes", "Fixtures", "Interleavings", "Pages", "Samples"];

    public static IEnumerable<string> Violations(Project tested, Project tests) => FolderViolations(tested, tests).Concat(ClassViolations(tested, tests));

    /// <summary>The folders that only tests may have, and that no test project has.</summary>
    public static IEnumerable<string> Unused(IEnumerable<Project> tests) =>
        _ofTestsOnly.Except(tests.SelectMany(project => project.Files).Select(file => Path.GetFileName(FolderOf(file))));

    private static IEnumerable<string> FolderViolations(Project tested, Project tests)
    {
        HashSet<string> folders = ["", .. tested.Files.Select(FolderOf)];
        return from folder in tests.Files.Select(FolderOf).Distinct()
               where !folders.Contains(folder) && !(_ofTestsOnly.Contains(Path.GetFileName(folder)) && folders.Contains(Path.GetDirectoryName(folder)!))
               select $"{tests.Name}/{folder} is no folder of {tested.Name}.";
    }

    private static IEnumerable<string> ClassViolations(Project tested, Project tests)
    {
        ILookup<string, string> folders = tested.Files
            .SelectMany(file => file.TypeNames.Select(type => (Type: type, Folder: FolderOf(file))))
            .ToLookup(type => type.Type + Suffix, type => type.Folder);
        return from file in tests.Files
               from type in file.TypeNames
               where folders.Contains(type) && !folders[type].Contains(FolderOf(file))
               select $"{tests.Name}/{file.Path} belongs in {Describe(tests, folders[type].First())}, as {type[..^Suffix.Length]} does in {tested.Name}.";
    }

    private static string Describe(Project project, string folder) => folder.Length == 0 ? $"the root of {project.Name}" : $"{project.Name}/{folder}";

    private static string FolderOf(SourceFile file) => Path.GetDirectoryName(file.Path)!.Replace('\\', '/');
}
