using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit;

// Which values can be handed out by reference because nobody can change them: those of the simple types, of types marked
// [ImmutableObject(true)], and of types whose fields are all read-only and of immutable types themselves, such as most records.
internal static class ImmutableTypes
{
    private static readonly ConcurrentDictionary<Type, bool> _known = new()
    {
        [typeof(string)] = true,
        [typeof(Uri)] = true,
        [typeof(Version)] = true,
        [typeof(object)] = true,
    };

    private static readonly HashSet<Type> _containers =
    [
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>),
        typeof(ImmutableQueue<>), typeof(ImmutableStack<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>),
    ];

    public static bool Holds<T>(T value)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
            return true;

        return value is null || _known.GetOrAdd(value.GetType(), static type => IsImmutable(type, []));
    }

    // A type that is met again inside itself is taken for immutable there: its other fields decide.
    private static bool IsImmutable(Type type, HashSet<Type> outer)
    {
        if (type.IsPrimitive || type.IsEnum || _known.GetValueOrDefault(type) || !outer.Add(type))
            return true;
        if (type.GetCustomAttribute<ImmutableObjectAttribute>(inherit: false) is { } marked)
            return marked.Immutable;
        if (type.IsArray || typeof(Delegate).IsAssignableFrom(type) || type.IsPointer)
            return false;
        if (type.IsGenericType && _containers.Contains(type.GetGenericTypeDefinition()))
            return type.GenericTypeArguments.All(argument => IsImmutableSlot(argument, outer));

        // Compiled ahead of time, a type may have fields that reflection doesn't see.
        return RuntimeFeature.IsDynamicCodeSupported && Fields(type).All(field =>
            (field.IsInitOnly || type.IsValueType) && IsImmutableSlot(field.FieldType, outer));
    }

    // A slot of a type that can be derived from may hold a mutable object.
    private static bool IsImmutableSlot(Type type, HashSet<Type> outer) =>
        (type.IsValueType || type.IsSealed || type == typeof(Uri)) && IsImmutable(type, outer);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A field that was trimmed away holds nothing that could change.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A field that was trimmed away holds nothing that could change.")]
    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            foreach (FieldInfo field in level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                yield return field;
        }
    }
}
