using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The reason why a type has no key, and the type itself or the nested member at fault.
internal sealed record KeyFault(string Path, ITypeSymbol Type, string Why = KeyFault.NoText)
{
    public const string NoText = "has no stable text for a key";
    public const string Untrusted = "has a custom text that may be equal for different values";
    public const string InCollection = "has a text only as a parameter or in a record, not as an item or as a type argument";

    // The rest of a sentence that begins with the outermost type.
    public string Sentence =>
        Path.Length == 0 ? $"which {Why}" : $"whose member '{Path}' of the type '{Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}' {Why}";
}
