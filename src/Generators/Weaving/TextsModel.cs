namespace CacheKit.Generators;

// The methods that are marked [CacheKeyText], each as the type it writes and its own name.
internal sealed record TextsModel(string Namespace, EquatableArray<(string Type, string Method)> Methods)
{
    public const string FileName = "KeyTexts.g.cs";
}
