using System.Text.Json;
using CacheKit.Servers;
using Microsoft.Playwright;

namespace CacheKit.Dashboard.Tests.Browser;

/// <summary>The accessibility rules of axe-core, which ./test.sh fetches.</summary>
internal static class Axe
{
    private const string Package = "axe-core-4.14.1";

    /// <summary>Returns what a page violates: the rule, its help and the elements.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(Script());
        JsonElement? result = await page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run()).violations.map(one => `${one.id}: ${one.help}: ${one.nodes.map(node => node.html)}`)");
        return [.. result!.Value.EnumerateArray().Select(violation => violation.GetString()!)];
    }

    private static string Script()
    {
        string path = Path.Combine(CacheFolder(), "cachekit", Package, "axe.min.js");
        Requirement.Met(File.Exists(path), $"There is no {path}. ./test.sh fetches it.");
        return File.ReadAllText(path);
    }

    private static string CacheFolder() => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
