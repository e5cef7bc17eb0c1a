namespace CacheKit;

// The first member of a value that differs after decoding, and a description that continues a sentence.
internal sealed record Difference(string Path, string Description)
{
    public static readonly Difference InValue = new("", "comes back with another value");

    public Difference In(string member) => this with { Path = member + (Path.Length == 0 || Path[0] == '[' ? "" : ".") + Path };

    public override string ToString() => $"{Path} {Description}";
}
