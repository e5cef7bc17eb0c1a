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

// Recognizes immutable types: simple types, types with [ImmutableObject(true)], and types whose fields are all read-only and of immutable
// types, such as most records.
internal static class ImmutableTypes
{
    // A generic type may contain itself with other type arguments, without end.
    private const int MaxTypes = 1_000;

    private static readonly ConcurrentDictionary<Type, bool> _results = new()
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

    private static readonly ConcurrentDictionary<Type, bool> _mutableInBox = new();

    private static readonly HashSet<Type> _containers =
    [
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>),
        typeof(ImmutableQueue<>), typeof(ImmutableStack<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>),
        typeof(FrozenDictionary<,>), typeof(FrozenSet<>),
    ];

    public static bool Contains(Type type) =>
        _results.TryGetValue(type, out bool isImmutable) ? isImmutable : _results.GetOrAdd(type, static type => IsImmutable(type, []));

    // Whether all objects of the type are immutable. A boxed struct is an object that its interfaces can modify.
    public static bool ContainsObjectsOf(Type type) => Contains(type) && !IsMutableInBox(type);

    public static bool IsMutableInBox(Type type) =>
        type.IsValueType && !type.IsPrimitive && !type.IsEnum && _mutableInBox.GetOrAdd(type, HasModifiableBox);

    // Whether all values of a field or element of this type are immutable. If the type is not sealed, a derived type may be mutable.
    public static bool IsImmutableSlot(Type type) => IsExact(type) && Contains(type);

    // The immutable collection type that a type is or derives from; null if it is not one.
    public static Type? ContainerOf(Type type) =>
        InstanceFields.Levels(type).FirstOrDefault(level => level.IsGenericType && _containers.Contains(level.GetGenericTypeDefinition()));

    // A recursive type is assumed to be immutable where it occurs in itself, so that its other fields decide.
    private static bool IsImmutable(Type type, HashSet<Type> outer)
    {
        if (type.IsPrimitive || type.IsEnum || _results.GetValueOrDefault(type) || !outer.Add(type))
            return true;
        if (outer.Count > MaxTypes)
            return false;
        if (type.GetCustomAttribute<ImmutableObjectAttribute>(inherit: false) is { } attribute)
            return attribute.Immutable;
        if (type.IsArray || typeof(Delegate).IsAssignableFrom(type) || type.IsPointer || type.IsFunctionPointer)
            return false;
        if (ContainerOf(type) is { } container)
            return container.GenericTypeArguments.All(argument => IsImmutableSlot(argument, outer));
        if (typeof(MemberInfo).IsAssignableFrom(type) || IsFrameworkComparer(type))
            return true;

        // With native AOT reflection may not find all fields.
        return RuntimeFeature.IsDynamicCodeSupported && InstanceFields.Of(type).All(field =>
            (field.IsInitOnly || type.IsValueType) && IsImmutableSlot(field.FieldType, outer));
    }

    private static bool IsImmutableSlot(Type type, HashSet<Type> outer) => IsExact(type) && IsImmutable(type, outer);

    // Whether values cannot be of a derived type, except for the internal derived types of the immutable collections.
    private static bool IsExact(Type type) =>
        type.IsValueType || type.IsSealed || type == typeof(Uri)
        || (type.IsGenericType && _containers.Contains(type.GetGenericTypeDefinition()));

    // A method of a struct that is not read-only can replace the whole struct, with its read-only fields.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A trimmed interface cannot be called.")]
    private static bool HasModifiableBox(Type type) =>
        !FrameworkTypes.Contains(type)
        && !type.IsDefined(typeof(IsReadOnlyAttribute), inherit: false)
        && InstanceFields.Of(type).Any()
        && Array.Exists(type.GetInterfaces(), static contract =>
            !contract.IsGenericType || contract.GetGenericTypeDefinition() != typeof(IEquatable<>));

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A comparer that is used keeps its interface.")]
    private static bool IsFrameworkComparer(Type type) =>
        FrameworkTypes.Contains(type) && Array.Exists(type.GetInterfaces(), static contract => IsComparerContract(
            contract.IsGenericType ? contract.GetGenericTypeDefinition() : contract));

    private static bool IsComparerContract(Type contract) =>
        contract == typeof(IComparer) || contract == typeof(IEqualityComparer)
        || contract == typeof(IComparer<>) || contract == typeof(IEqualityComparer<>);
}
