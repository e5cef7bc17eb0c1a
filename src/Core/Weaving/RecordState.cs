using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit.Weaving;

// Whether the parts that a key is made of are all that a record of another assembly stores.
internal static class StoredParts
{
    public const DynamicallyAccessedMemberTypes Members = DynamicallyAccessedMemberTypes.AllFields;

    // The empty text: none.
    private static readonly ConditionalWeakTable<Type, string> _hidden = [];

    // The first field that no part shows; null: there is none.
    public static string? HiddenIn([DynamicallyAccessedMembers(Members)] Type record, string parts)
    {
        if (!_hidden.TryGetValue(record, out string? hidden))
            _hidden.AddOrUpdate(record, hidden = Find(record, parts.Split(',')) ?? "");
        return hidden.Length == 0 ? null : hidden;
    }

    private static string? Find([DynamicallyAccessedMembers(Members)] Type record, string[] parts)
    {
        HashSet<string> left = [.. parts];
        for (Type? type = record; type is not null; type = type.BaseType)
        {
            FieldInfo[] fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
            if (Array.Find(fields, field => !left.Remove(PartOf(field))) is { } hidden)
                return PartOf(hidden);
        }

        return null;
    }

    // The field of an automatic property has its name in angle brackets.
    private static string PartOf(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
}
