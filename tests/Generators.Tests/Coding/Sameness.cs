using System.Collections;
using System.Reflection;

namespace CacheKit.Generators.Tests.Coding;

/// <summary>Whether two values are equal in all fields. Collections of the framework are compared by their items in order.</summary>
internal static class Sameness
{
    // FieldAttributes.NotSerialized as a number, since its name is obsolete.
    private const FieldAttributes NotSerialized = (FieldAttributes)0x80;

    public static string? FindDifference(object? one, object? other, string path)
    {
        if (one is null || other is null)
            return one == other ? null : $"{path} is {Text(other)}, not {Text(one)}";

        Type type = one.GetType();
        if (type.IsPrimitive || type.IsEnum || one is string or decimal or Guid or DateTime or Uri or Version || type.Namespace == "System.Numerics")
            return one.Equals(other) ? null : $"{path} is {Text(other)}, not {Text(one)}";
        if (one is IEnumerable items && IsOfFramework(type))
            return other is IEnumerable others ? OfItems(items, others, path) : $"{path} is a {other.GetType()}";
        if (type != other.GetType())
            return $"{path} is a {other.GetType()}, not a {type}";

        return OfFields(one, other, type, path) ?? (one is IEnumerable own ? OfItems(own, (IEnumerable)other, path) : null);
    }

    private static string? OfItems(IEnumerable one, IEnumerable other, string path)
    {
        object?[] items = [.. one.Cast<object?>()];
        object?[] others = [.. other.Cast<object?>()];
        if (items.Length != others.Length)
            return $"{path} has {others.Length} items, not {items.Length}";

        return items.Zip(others, (item, with) => FindDifference(item, with, path + "[]")).FirstOrDefault(difference => difference is not null);
    }

    private static string? OfFields(object one, object other, Type type, string path)
    {
        for (Type? place = type; place is not null && (place == type || !IsOfFramework(place)); place = place.BaseType)
        {
            foreach (FieldInfo field in place.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                bool isNoState = field.Attributes.HasFlag(NotSerialized) || field.FieldType == typeof(Lock) || field.GetValue(one)?.GetType() == typeof(object);
                if (!isNoState && FindDifference(field.GetValue(one), field.GetValue(other), $"{path}.{field.Name}") is { } difference)
                    return difference;
            }
        }

        return null;
    }

    private static bool IsOfFramework(Type type) => type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true;

    private static string Text(object? value) => value?.ToString() ?? "null";
}
