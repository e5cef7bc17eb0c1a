using System.Collections;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit;

// Decides for which types a clone whose fields contain copies is equivalent to the object.
internal static class StructureRules
{
    // Framework types whose fields contain only data and comparers, or the collection that they wrap. Users derive from them.
    private static readonly HashSet<Type> _copyable =
    [
        typeof(List<>), typeof(Stack<>), typeof(Queue<>), typeof(HashSet<>), typeof(Dictionary<,>), typeof(ArrayList),
        typeof(Collection<>), typeof(ObservableCollection<>), typeof(KeyedCollection<,>),
        typeof(ReadOnlyCollection<>), typeof(ReadOnlyDictionary<,>), typeof(ReadOnlySet<>), typeof(ArraySegment<>), typeof(KeyValuePair<,>),
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>),
        typeof(Tuple<,,,,>), typeof(Tuple<,,,,,>), typeof(Tuple<,,,,,,>), typeof(Tuple<,,,,,,,>),
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>),
        typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
    ];

    public static bool Allow(Type type) =>
        !MayOwnResource(type) && !HasHiddenFields(type) && !HasMutableKeys(type) && InstanceFields.Levels(type).All(IsCopyable);

    // The fields whose values a clone must not share with its source.
    public static IEnumerable<FieldInfo> MutableFields(Type type) =>
        InstanceFields.Of(type).Where(field => !ImmutableTypes.IsImmutableSlot(field.FieldType) && !IsComparer(field));

    // Also true for delegates and exceptions, whose state is not only in their fields.
    private static bool MayOwnResource(Type type) =>
        type.IsAssignableTo(typeof(IDisposable)) || type.IsAssignableTo(typeof(IAsyncDisposable)) || type.IsAssignableTo(typeof(Delegate))
        || type.IsAssignableTo(typeof(Exception)) || type.IsAssignableTo(typeof(IAsyncResult))
        || type.IsAssignableTo(typeof(MarshalByRefObject))
        || type.IsCOMObject || type.Assembly.IsDynamic || HasFinalizer(type);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A finalizer is never trimmed.")]
    private static bool HasFinalizer(Type type) =>
        type.IsClass && type.GetMethod("Finalize", BindingFlags.Instance | BindingFlags.NonPublic, [])?.DeclaringType != typeof(object);

    // Structs whose fields overlap, or have more elements than their fields.
    private static bool HasHiddenFields(Type type) =>
        type.IsValueType && (type.IsExplicitLayout || type.IsDefined(typeof(InlineArrayAttribute), inherit: false));

    // User-defined dictionaries and sets with mutable keys: the hashes of copied keys may differ, so a clone would not find them.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A class that is used as a dictionary keeps its interface.")]
    private static bool HasMutableKeys(Type type) =>
        !FrameworkTypes.Contains(type) && Array.Exists(type.GetInterfaces(), static contract =>
            contract.IsGenericType
            && IsKeyed(contract.GetGenericTypeDefinition())
            && !ImmutableTypes.IsImmutableSlot(contract.GenericTypeArguments[0]));

    private static bool IsKeyed(Type contract) =>
        contract == typeof(IDictionary<,>) || contract == typeof(IReadOnlyDictionary<,>)
        || contract == typeof(ISet<>) || contract == typeof(IReadOnlySet<>);

    private static bool IsCopyable(Type level)
    {
        FieldInfo[] fields = InstanceFields.DeclaredIn(level);
        if (Array.Exists(fields, static field => IsHandle(field.FieldType)))
            return false;

        // A framework class with only automatic properties is as simple as a user's class.
        return !FrameworkTypes.Contains(level) || IsListed(level) || Array.TrueForAll(fields, IsBackingField);
    }

    private static bool IsHandle(Type type) => type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint);

    private static bool IsListed(Type? level)
    {
        while (level is not null)
        {
            if (_copyable.Contains(level.IsGenericType ? level.GetGenericTypeDefinition() : level))
                return true;
            level = level.DeclaringType;
        }

        return false;
    }

    private static bool IsBackingField(FieldInfo field) =>
        field.Name.StartsWith('<') && field.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    // The clone has the same comparer instance, because a comparer is not data.
    private static bool IsComparer(FieldInfo field)
    {
        Type? definition = field.FieldType.IsGenericType ? field.FieldType.GetGenericTypeDefinition() : null;
        return FrameworkTypes.Contains(field.DeclaringType!)
            && (definition == typeof(IEqualityComparer<>) || definition == typeof(IComparer<>));
    }
}
