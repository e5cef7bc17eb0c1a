using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit;

// Which values can be handed out by reference because nobody can change them: those of immutable types, and those that hold only such
// values in read-only fields, though the types of the fields would allow others. So a record need not be sealed.
internal static class ImmutableValues
{
    // The fields that decide on an object of a type; null for a type whose objects can be changed in any case.
    private static readonly ConcurrentDictionary<Type, FieldInfo[]?> _deciding = new();

    public static bool Holds<T>([NotNullWhen(false)] T value)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return true;

        return value is null || ImmutableTypes.Contains(value.GetType()) || (RuntimeFeature.IsDynamicCodeSupported && IsImmutable(value));
    }

    private static bool IsImmutable(object value)
    {
        if (DecidingIn(value.GetType()) is null && !IsEnumerable(value.GetType()))
            return false;

        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([value]);
        while (open.TryPop(out object? next))
        {
            if (!ImmutableTypes.Contains(next.GetType()) && seen.Add(next) && !TryOpen(next, open))
                return false;
        }

        return true;
    }

    private static bool TryOpen(object value, Stack<object> open)
    {
        IEnumerable<object?> parts;
        if (IsEnumerable(value.GetType()))
            parts = ((IEnumerable)value).Cast<object?>();
        else if (DecidingIn(value.GetType()) is { } fields)
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

    // An ImmutableArray can't be asked where it is a default one.
    private static bool IsEnumerable(Type type) =>
        ImmutableTypes.ContainerOf(type) is { } container && container.GetGenericTypeDefinition() != typeof(ImmutableArray<>);

    private static FieldInfo[]? DecidingIn(Type type) =>
        _deciding.TryGetValue(type, out FieldInfo[]? fields) ? fields : _deciding.GetOrAdd(type, Find);

    private static FieldInfo[]? Find(Type type)
    {
        if (type.IsArray || typeof(Delegate).IsAssignableFrom(type) || type.IsDefined(typeof(ImmutableObjectAttribute), inherit: false))
            return null;

        FieldInfo[] fields = [.. InstanceFields.Of(type)];
        return fields.All(field => field.IsInitOnly || type.IsValueType)
            ? [.. fields.Where(field => !ImmutableTypes.IsHeldBySlot(field.FieldType))]
            : null;
    }
}
