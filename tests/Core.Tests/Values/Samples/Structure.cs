using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CacheKit.Core.Tests.Values.Samples;

/// <summary>Compares and spoils values by all that they hold.</summary>
internal static class Structure
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Where two values differ in type, member, element, comparer, or in which of their objects are the same; null where they don't.</summary>
    public static string? DifferenceOf(object? expected, object? actual) =>
        DifferenceAt("value", expected, actual, new Dictionary<object, object>(ReferenceEqualityComparer.Instance));

    /// <summary>Changes all of a value that can be changed.</summary>
    public static void Spoil(object? value) => Spoil(value, new HashSet<object>(ReferenceEqualityComparer.Instance));

    private static string? DifferenceAt(string path, object? expected, object? actual, Dictionary<object, object> met)
    {
        if (expected is null || actual is null)
            return ReferenceEquals(expected, actual) ? null : $"{path}: {expected ?? "null"} is {actual ?? "null"}";
        if (expected.GetType() != actual.GetType())
            return $"{path}: a {expected.GetType()} is a {actual.GetType()}";
        if (IsSimple(expected))
            return expected.Equals(actual) || expected is Lock || expected.GetType() == typeof(object) ? null : $"{path}: {expected} is {actual}";
        if (!expected.GetType().IsValueType && !met.TryAdd(expected, actual))
            return ReferenceEquals(met[expected], actual) ? null : $"{path}: it is the same object as another, and is not any more";

        foreach ((string name, object? inner, object? innerActual) in PartsOf(expected, actual))
        {
            if (DifferenceAt($"{path}.{name}", inner, innerActual, met) is { } difference)
                return difference;
        }

        return null;
    }

    private static IEnumerable<(string Name, object? Expected, object? Actual)> PartsOf(object expected, object actual)
    {
        Type type = expected.GetType();
        if (expected is StringBuilder or JsonNode or JsonElement)
        {
            yield return ("text", expected.ToString(), actual.ToString());
            yield break;
        }

        PropertyInfo? heap = type.GetProperty("UnorderedItems");
        if (expected is IEnumerable || heap is not null)
        {
            object?[] items = ItemsOf(heap?.GetValue(expected) ?? expected);
            object?[] actualItems = ItemsOf(heap?.GetValue(actual) ?? actual);
            yield return ("count", items.Length, actualItems.Length);
            foreach (var (index, (item, actualItem)) in items.Zip(actualItems).Index())
                yield return ($"[{index}]", item, actualItem);
            foreach (string name in (string[])["Comparer", "KeyComparer", "ValueComparer"])
            {
                if (type.GetProperty(name) is { } comparer)
                    yield return (name, new Same(comparer.GetValue(expected)), new Same(comparer.GetValue(actual)));
            }
        }

        for (
            Type? level = type; level is not null
                && level != typeof(object)
                && !(IsFramework(level) && (expected is IEnumerable || heap is not null)); level = level.BaseType)
        {
            foreach (FieldInfo field in level.GetFields(Own))
                yield return (field.Name, field.GetValue(expected), field.GetValue(actual));
        }
    }

    private static object?[] ItemsOf(object value)
    {
        try
        {
            return [.. ((IEnumerable)value).Cast<object?>()];
        }
        catch (InvalidOperationException)
        {
            return ["it can't be listed"];
        }
    }

    private static void Spoil(object? value, HashSet<object> met)
    {
        if (value is null || IsSimple(value) || !met.Add(value))
            return;

        foreach ((_, object? part, _) in PartsOf(value, value).ToArray())
            Spoil(part, met);
        if (value is Array array)
            Array.Clear(array);
        else if (value is StringBuilder text)
            text.Append(" spoiled");
        else if (value is IEnumerable && value.GetType().GetMethods().FirstOrDefault(IsClear) is { } clear && value is not IList { IsReadOnly: true })
            clear.Invoke(value, null);

        for (Type? level = value.GetType(); level is not null && level != typeof(object) && !IsFramework(level) && !level.IsValueType; level = level.BaseType)
        {
            foreach (FieldInfo field in level.GetFields(Own))
            {
                if (!field.IsInitOnly)
                    field.SetValue(value, field.FieldType.IsValueType ? Activator.CreateInstance(field.FieldType) : null);
            }
        }
    }

    private static bool IsClear(MethodInfo method) =>
        method.Name == "Clear" && method.GetParameters().Length == 0 && method.ReturnType == typeof(void);

    private static bool IsSimple(object value) =>
        value is string or IFormattable or Uri or Version or Type or DBNull or bool or char or Same or IComparer or Lock or CultureInfo
        || value.GetType() == typeof(object);

    private static bool IsFramework(Type type) => type.Assembly.GetName().Name!.StartsWith("System", StringComparison.Ordinal);

    /// <summary>A reference, compared as one.</summary>
    private sealed record Same(object? Value)
    {
        public bool Equals(Same? other) => other is not null && (ReferenceEquals(Value, other.Value) || (Value?.Equals(other.Value) ?? false));

        public override int GetHashCode() => 0;
    }
}
