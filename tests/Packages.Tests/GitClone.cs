using System.Text.RegularExpressions;

namespace CacheKit.Packages.Tests;

/// <summary>The git information of the repository, which source link uses when the packages are built.</summary>
internal static partial class GitClone
{
    private static readonly string? _folder = FindFolder();

    /// <summary>False if the sources come from an archive.</summary>
    public static bool Exists => _folder is not null;

    /// <summary>Whether there is a remote on a host that the SDK's source link supports.</summary>
    public static bool HasLinkedRemote => Exists && LinkedRemote().IsMatch(File.ReadAllText(Path.Combine(_folder!, "config")));

    [GeneratedRegex(@"^\s*url\s*=.*(github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com)", RegexOptions.Multiline)]
    private static partial Regex LinkedRemote();

    private static string? FindFolder()
    {
        string path = Path.Combine(Repository.Root, ".git");
        // A file in a work tree of another clone: "gitdir: <clone>/.git/worktrees/<name>".
        if (File.Exists(path))
            return Path.GetFullPath(Path.Combine(Repository.Root, File.ReadAllText(path)["gitdir:".Length..].Trim(), "../.."));
        return Directory.Exists(path) ? path : null;
    }
}
