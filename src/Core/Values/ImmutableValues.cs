using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit;

// Recognizes values that can be returned by reference because they are immutable: values of immutable types, and values whose fields are
// read-only and refer to immutable values, even if the types of the fields allow mutable ones. So a record need not be sealed.
internal static class ImmutableValues
{
    // The fields of a type that may refer to mutable objects; null if the type itself is mutable.
    private static readonly ConcurrentDictionary<Type, FieldInfo[]?> _fieldsToCheck = new();

    public static bool Holds<T>([NotNullWhen(false)] T value)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return true;

        return value is null || ImmutableTypes.ContainsObjectsOf(value.GetType()) || (RuntimeFeature.IsDynamicCodeSupported && IsImmutable(value));
    }

    private static bool IsImmutable(object value)
    {
        if (FieldsToCheck(value.GetType()) is null && !IsEnumerable(value.GetType()))
            return false;

        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([value]);
        while (open.TryPop(out object? next))
        {
            if (!ImmutableTypes.ContainsObjectsOf(next.GetType()) && seen.Add(next) && !TryOpen(next, open))
                return false;
        }

        return true;
    }

    private static bool TryOpen(object value, Stack<object> open)
    {
        IEnumerable<object?> parts;
        if (IsEnumerable(value.GetType()))
            parts = ((IEnumerable)value).Cast<object?>();
        else if (!ImmutableTypes.IsMutableInBox(value.GetType()) && FieldsToCheck(value.GetType()) is { } fields)
            parts = fields.Select(field => field.GetValue(value));
        else
            return false;

        foreach (object? part in parts)
        {
            if (part is not null)
                open.Push(part);
        }

        return true;
    }

    // A default ImmutableArray throws when it is enumerated.
    private static bool IsEnumerable(Type type) =>
        ImmutableTypes.ContainerOf(type) is { } container && container.GetGenericTypeDefinition() != typeof(ImmutableArray<>);

    private static FieldInfo[]? FieldsToCheck(Type type) =>
        _fieldsToCheck.TryGetValue(type, out FieldInfo[]? fields) ? fields : _fieldsToCheck.GetOrAdd(type, FindFieldsToCheck);

    private static FieldInfo[]? FindFieldsToCheck(Type type)
    {
        if (type.IsArray || typeof(Delegate).IsAssignableFrom(type) || type.IsDefined(typeof(ImmutableObjectAttribute), inherit: false))
            return null;

        FieldInfo[] fields = [.. InstanceFields.Of(type)];
        return fields.All(field => field.IsInitOnly || type.IsValueType)
            ? [.. fields.Where(field => !ImmutableTypes.IsImmutableSlot(field.FieldType))]
            : null;
    }
}
