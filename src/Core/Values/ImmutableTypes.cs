using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CacheKit;

// Types whose objects nobody can change: the simple types, types marked [ImmutableObject(true)], and types whose fields are all
// read-only and of immutable types themselves, such as most records.
internal static class ImmutableTypes
{
    private static readonly ConcurrentDictionary<Type, bool> _known = new()
    {
        [typeof(string)] = true,
        [typeof(Uri)] = true,
        [typeof(Version)] = true,
        [typeof(object)] = true,
        [typeof(BigInteger)] = true,
        [typeof(DBNull)] = true,
        [typeof(Regex)] = true,
        [typeof(TimeZoneInfo)] = true,
        [typeof(CompareInfo)] = true,
    };

    private static readonly HashSet<Type> _containers =
    [
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>),
        typeof(ImmutableQueue<>), typeof(ImmutableStack<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>),
        typeof(FrozenDictionary<,>), typeof(FrozenSet<>),
    ];

    public static bool Contains(Type type) =>
        _known.TryGetValue(type, out bool isImmutable) ? isImmutable : _known.GetOrAdd(type, static type => IsImmutable(type, []));

    // Whether a field or an element of this type can only hold what nobody can change. One of a type that can be derived from may hold anything.
    public static bool IsHeldBySlot(Type type) => IsExact(type) && Contains(type);

    // The immutable collection that a type is, or is a hidden form of; null if it is none.
    public static Type? ContainerOf(Type type) =>
        InstanceFields.Levels(type).FirstOrDefault(level => level.IsGenericType && _containers.Contains(level.GetGenericTypeDefinition()));

    // A type that is met again inside itself is taken for immutable there: its other fields decide.
    private static bool IsImmutable(Type type, HashSet<Type> outer)
    {
        if (type.IsPrimitive || type.IsEnum || _known.GetValueOrDefault(type) || !outer.Add(type))
            return true;
        if (type.GetCustomAttribute<ImmutableObjectAttribute>(inherit: false) is { } marked)
            return marked.Immutable;
        if (type.IsArray || typeof(Delegate).IsAssignableFrom(type) || type.IsPointer || type.IsFunctionPointer)
            return false;
        if (ContainerOf(type) is { } container)
            return container.GenericTypeArguments.All(argument => IsImmutableSlot(argument, outer));
        if (typeof(MemberInfo).IsAssignableFrom(type) || IsComparerOfFramework(type))
            return true;

        // Compiled ahead of time, a type may have fields that reflection doesn't see.
        return RuntimeFeature.IsDynamicCodeSupported && InstanceFields.Of(type).All(field =>
            (field.IsInitOnly || type.IsValueType) && IsImmutableSlot(field.FieldType, outer));
    }

    private static bool IsImmutableSlot(Type type, HashSet<Type> outer) => IsExact(type) && IsImmutable(type, outer);

    // The collections have hidden types of their own, and nobody else can derive from them.
    private static bool IsExact(Type type) =>
        type.IsValueType || type.IsSealed || type == typeof(Uri) || (type.IsGenericType && _containers.Contains(type.GetGenericTypeDefinition()));

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A comparer that is used keeps its interface.")]
    private static bool IsComparerOfFramework(Type type) =>
        FrameworkTypes.Contains(type) && Array.Exists(type.GetInterfaces(), static contract => contract == typeof(IComparer) || contract == typeof(IEqualityComparer)
            || (contract.IsGenericType && (contract.GetGenericTypeDefinition() == typeof(IComparer<>) || contract.GetGenericTypeDefinition() == typeof(IEqualityComparer<>))));
}
