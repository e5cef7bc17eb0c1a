using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The arguments of an attribute, which may be anything while its user is still typing.
internal static class AttributeValues
{
    // Null where it is not said.
    public static object? Named(this AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name) is { Key: not null } argument ? argument.Value.Single() : null;

    public static bool Says(this AttributeData attribute, string name) => attribute.NamedArguments.Any(argument => argument.Key == name);

    // Null for an array too.
    public static object? Single(this TypedConstant constant) => constant.Kind == TypedConstantKind.Array ? null : constant.Value;
}
