using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The attributes by which a method warns its callers that it works only without trimming or ahead-of-time compilation. An interceptor warns
// them in its place.
internal static class RequirementRules
{
    private static readonly (string Attribute, string Id)[] _requirements =
    [
        ("RequiresUnreferencedCodeAttribute", "IL2026"), ("RequiresAssemblyFilesAttribute", "IL3002"), ("RequiresDynamicCodeAttribute", "IL3050"),
    ];

    // For the class of a function, whose members can't have the attributes, because they implement an interface. The trimmer reads no pragma.
    public static IEnumerable<string> Suppressions => _requirements.Select(requirement =>
        "[global::System.Diagnostics.CodeAnalysis.UnconditionalSuppressMessage(" +
        $"\"Trimming\", \"{requirement.Id}\", Justification = \"The interceptor warns its callers.\")]");

    // The attribute of a class is meant for its static methods.
    public static IEnumerable<AttributeData> AttributesOf(IMethodSymbol method) => method.GetAttributes()
        .Concat(method.IsStatic ? method.ContainingType.GetAttributes() : [])
        .Where(attribute => _requirements.Any(requirement => requirement.Attribute == attribute.AttributeClass?.Name))
        .GroupBy(attribute => attribute.AttributeClass!.Name, StringComparer.Ordinal)
        .Select(alike => alike.First());
}
