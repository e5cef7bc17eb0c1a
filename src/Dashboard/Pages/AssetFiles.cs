using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace CacheKit;

// The style sheets, modules and pictures of the pages. The address of each contains a hash of all of them, so that browsers may keep them.
internal sealed class AssetFiles
{
    private const string Folder = "CacheKit.Dashboard.Assets.";

    private readonly FrozenDictionary<string, AssetFile> _files;

    private AssetFiles(IReadOnlyDictionary<string, string> texts)
    {
        Version = HashOf(texts);
        Modules = [.. texts.Keys.Where(IsModule).Order(StringComparer.Ordinal)];
        _files = texts.ToFrozenDictionary(item => item.Key, item => Complete(item.Key, item.Value));
    }

    public static AssetFiles Embedded { get; } = new(Read());

    public string Version { get; }

    public IReadOnlyList<string> Styles { get; } = ["page.css", "overview.css", "keys.css"];

    public IReadOnlyList<string> Modules { get; }

    public IEnumerable<AssetFile> All => _files.Values;

    public string AddressOf(string name) => $"./assets/{name}?v={Version}";

    public AssetFile? Find(string name) => _files.GetValueOrDefault(name);

    // A module that imports another one names it with the hash, as the page does: it would be loaded twice otherwise.
    private AssetFile Complete(string name, string text)
    {
        string complete = Modules.Aggregate(
            text, (all, module) => all.Replace($"\"./{module}\"", $"\"./{module}?v={Version}\"", StringComparison.Ordinal));
        return new AssetFile(name, ContentTypeOf(name), Encoding.UTF8.GetBytes(complete));
    }

    // The theme is a script that the page waits for.
    private static bool IsModule(string name) => name.EndsWith(".js", StringComparison.Ordinal) && name != "theme.js";

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        _ => "image/svg+xml",
    };

    private static Dictionary<string, string> Read()
    {
        Assembly assembly = typeof(AssetFiles).Assembly;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            texts[resource[Folder.Length..]] = reader.ReadToEnd();
        }

        return texts;
    }

    private static string HashOf(IReadOnlyDictionary<string, string> texts)
    {
        string all = string.Join(
            '\0', texts.OrderBy(item => item.Key, StringComparer.Ordinal).Select(item => item.Key + '\0' + item.Value));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)).AsSpan(0, 8));
    }
}
