namespace CacheKit.Servers;

/// <summary>
/// What a test needs from the machine. Where it is absent the test is skipped with the reason, or fails when the
/// environment variable CI is <c>true</c>: a build server must not turn green by skipping.
/// </summary>
public static class Requirement
{
    /// <summary>The path of a program that is on PATH.</summary>
    public static string Program(string name, string howToInstall)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
            .FirstOrDefault(File.Exists);
        Met(path is not null, $"'{name}' is not on PATH. {howToInstall}");
        return path!;
    }

    /// <summary>Goes on when the requirement is met; otherwise skips the test, or fails it under CI.</summary>
    public static void Met(bool isMet, string reason)
    {
        if (isMet)
            return;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"{reason} Nothing is skipped when CI=true.");
        Assert.Ignore(reason);
    }
}
