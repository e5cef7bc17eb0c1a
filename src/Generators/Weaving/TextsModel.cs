namespace CacheKit.Generators;

// The methods marked [CacheKeyText], each with the type that it writes and its name.
internal sealed record TextsModel(string Namespace, EquatableArray<(string Type, string Method)> Methods, EquatableArray<string> Warnings)
{
    public const string FileName = "KeyTexts.g.cs";
}
