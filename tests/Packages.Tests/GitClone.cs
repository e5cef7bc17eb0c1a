using System.Text.RegularExpressions;

namespace CacheKit.Packages.Tests;

/// <summary>What git knows of the checkout, which source link asks when the packages are built.</summary>
internal static partial class GitClone
{
    private static readonly string? _folder = FindFolder();

    /// <summary>False in an unpacked archive of the sources.</summary>
    public static bool Exists => _folder is not null;

    /// <summary>Whether there is a remote on a host whose addresses the SDK's source link can compose.</summary>
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
