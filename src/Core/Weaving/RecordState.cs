using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit.Weaving;

// Checks that the members in a key are the whole state of a record in another assembly.
internal static class RecordState
{
    public const DynamicallyAccessedMemberTypes Members = DynamicallyAccessedMemberTypes.AllFields;

    // An empty string for a record without a hidden field.
    private static readonly ConditionalWeakTable<Type, string> _hidden = [];

    // The first field that is not in the key; null if there is none.
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
            FieldInfo[] fields = type.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
            if (Array.Find(fields, field => !left.Remove(PartOf(field))) is { } hidden)
                return PartOf(hidden);
        }

        return null;
    }

    // The backing field of an automatic property is named <Name>k__BackingField.
    private static string PartOf(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
}
