using System.Collections;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit;

// Which types' objects are nothing but their fields, so that a clone with copies in its fields is as good as the object.
internal static class StructureRules
{
    // Types of the framework whose fields are arrays, counters and comparers, or the collection that they wrap. Users derive from them.
    private static readonly HashSet<Type> _plain =
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
        !HasLifeOfItsOwn(type) && !IsOfHiddenForm(type) && !HashesWhatCanChange(type) && InstanceFields.Levels(type).All(IsPlain);

    // The fields that a clone must not share with its source.
    public static IEnumerable<FieldInfo> MutableFields(Type type) =>
        InstanceFields.Of(type).Where(field => !ImmutableTypes.IsHeldBySlot(field.FieldType) && !IsComparer(field));

    private static bool HasLifeOfItsOwn(Type type) =>
        type.IsAssignableTo(typeof(IDisposable)) || type.IsAssignableTo(typeof(IAsyncDisposable)) || type.IsAssignableTo(typeof(Delegate))
        || type.IsAssignableTo(typeof(Exception)) || type.IsAssignableTo(typeof(IAsyncResult)) || type.IsAssignableTo(typeof(MarshalByRefObject))
        || type.IsCOMObject || type.Assembly.IsDynamic || HasFinalizer(type);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A finalizer is never trimmed away.")]
    private static bool HasFinalizer(Type type) =>
        type.IsClass && type.GetMethod("Finalize", BindingFlags.Instance | BindingFlags.NonPublic, [])?.DeclaringType != typeof(object);

    // Structs whose fields don't say all that they hold.
    private static bool IsOfHiddenForm(Type type) =>
        type.IsValueType && (type.IsExplicitLayout || type.IsDefined(typeof(InlineArrayAttribute), inherit: false));

    // A class that finds its keys by their hashes: those of copies may be other ones.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A class that is used as a dictionary keeps its interface.")]
    private static bool HashesWhatCanChange(Type type) =>
        !FrameworkTypes.Contains(type) && Array.Exists(type.GetInterfaces(), static contract =>
            contract.IsGenericType && IsHashed(contract.GetGenericTypeDefinition()) && !ImmutableTypes.IsHeldBySlot(contract.GenericTypeArguments[0]));

    private static bool IsHashed(Type contract) =>
        contract == typeof(IDictionary<,>) || contract == typeof(IReadOnlyDictionary<,>) || contract == typeof(ISet<>) || contract == typeof(IReadOnlySet<>);

    private static bool IsPlain(Type level)
    {
        FieldInfo[] fields = InstanceFields.DeclaredIn(level);
        if (Array.Exists(fields, static field => IsHandle(field.FieldType)))
            return false;

        // A framework class that has nothing but properties is as plain as one of a user.
        return !FrameworkTypes.Contains(level) || IsListed(level) || Array.TrueForAll(fields, IsOfProperty);
    }

    private static bool IsHandle(Type type) => type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint);

    private static bool IsListed(Type? level)
    {
        while (level is not null)
        {
            if (_plain.Contains(level.IsGenericType ? level.GetGenericTypeDefinition() : level))
                return true;
            level = level.DeclaringType;
        }

        return false;
    }

    private static bool IsOfProperty(FieldInfo field) =>
        field.Name.StartsWith('<') && field.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    // A comparer is no data.
    private static bool IsComparer(FieldInfo field) =>
        FrameworkTypes.Contains(field.DeclaringType!) && field.FieldType.IsGenericType
        && (field.FieldType.GetGenericTypeDefinition() == typeof(IEqualityComparer<>) || field.FieldType.GetGenericTypeDefinition() == typeof(IComparer<>));
}
