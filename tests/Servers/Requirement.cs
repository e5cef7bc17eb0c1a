namespace CacheKit.Servers;

/// <summary>
/// Something that a test needs from the machine. If it is missing, the test is skipped with the reason, or fails if the environment
/// variable CI is <c>true</c>, so that a build server does not skip tests.
/// </summary>
public static class Requirement
{
    /// <summary>Returns the path of a program on PATH.</summary>
    public static string Program(string name, string howToInstall) => Program([name], howToInstall);

    /// <summary>Returns the path of the first of the programs that is on PATH.</summary>
    public static string Program(IReadOnlyList<string> names, string howToInstall)
    {
        string? path = names.Select(Find).FirstOrDefault(found => found is not null);
        Met(path is not null, $"'{names[^1]}' is not on PATH. {howToInstall}");
        return path!;
    }

    /// <summary>Returns the path of a program that not every system has. If it is missing, the test is skipped, also under CI.</summary>
    public static string OptionalProgram(string name)
    {
        string? path = Find(name);
        if (path is null)
            Assert.Ignore($"'{name}' is not on PATH, and not every system has it.");
        return path!;
    }

    /// <summary>Continues if the requirement is met; otherwise skips the test, or fails it under CI.</summary>
    public static void Met(bool isMet, string reason)
    {
        if (isMet)
            return;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"{reason} Tests are not skipped when CI=true.");
        Assert.Ignore(reason);
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program))
        .FirstOrDefault(File.Exists);
}
