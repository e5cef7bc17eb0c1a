using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Reads attribute arguments, which may have any type while the user is typing.
internal static class AttributeValues
{
    // Returns null if the argument is absent.
    public static object? Named(this AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name) is { Key: not null } argument ? argument.Value.Single() : null;

    public static bool Sets(this AttributeData attribute, string name) => attribute.NamedArguments.Any(argument => argument.Key == name);

    // Returns null for an array.
    public static object? Single(this TypedConstant constant) => constant.Kind == TypedConstantKind.Array ? null : constant.Value;
}
