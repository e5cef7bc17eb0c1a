using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace CacheKit;

// The parts by which two objects of a type are compared: the fields of the types that a user wrote, and the elements and comparers of the
// framework's collections, of which a type may be derived.
internal sealed class ComparedType
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private const string WholeCode = "Members are compared only where code can be made at run time, and none is trimmed.";

    private static readonly ConcurrentDictionary<Type, ComparedType> _known = new();

    private static readonly HashSet<Type> _unordered =
    [
        typeof(HashSet<>), typeof(Dictionary<,>), typeof(ConcurrentDictionary<,>), typeof(ConcurrentBag<>), typeof(FrozenSet<>), typeof(FrozenDictionary<,>),
        typeof(ImmutableHashSet<>), typeof(ImmutableDictionary<,>), typeof(System.Collections.ObjectModel.ReadOnlyDictionary<,>), typeof(Hashtable),
    ];

    private static readonly string[] _comparers = ["Comparer", "KeyComparer", "ValueComparer"];

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = WholeCode)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = WholeCode)]
    private ComparedType(Type type)
    {
        Type[] levels = [.. LevelsOf(type)];
        Type? collection = IsCollection(type) ? levels.FirstOrDefault(level => IsOfFramework(level) && IsCollection(level)) : null;
        IsElements = collection is not null;
        IsUnordered = levels.Any(level => level.IsGenericType ? _unordered.Contains(level.GetGenericTypeDefinition()) : _unordered.Contains(level));
        IsWhole = !IsElements && IsOfFramework(type) && !type.IsGenericType && type.GetInterfaces().Any(contract => IsEquatableTo(contract, type));
        IsGenerated = type.Name.StartsWith('<');
        IsFramework = IsOfFramework(type);
        Comparers = collection is null ? [] : [.. _comparers.Select(name => collection.GetProperty(name)).OfType<PropertyInfo>()];
        Fields =
        [
            .. levels.TakeWhile(level => level != collection)
                .SelectMany(level => level.GetFields(Declared))
                .Where(IsState)
                .Select(field => Compared(field, type)),
        ];
        ElementType = type.GetInterfaces().Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            .Select(contract => contract.GenericTypeArguments[0]).FirstOrDefault(typeof(object));
    }

    // Whether it is, or derives from, a collection of the framework.
    public bool IsElements { get; }

    public bool IsUnordered { get; }

    // Whether its own Equals says all.
    public bool IsWhole { get; }

    // Whether a compiler made it: an iterator, or the list of a collection expression.
    public bool IsGenerated { get; }

    public bool IsFramework { get; }

    public IReadOnlyList<PropertyInfo> Comparers { get; }

    public IReadOnlyList<ComparedField> Fields { get; }

    public Type ElementType { get; }

    public static ComparedType Of(Type type) => _known.GetOrAdd(type, static type => new ComparedType(type));

    private static IEnumerable<Type> LevelsOf(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
            yield return level;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = WholeCode)]
    private static bool IsCollection(Type type) =>
        type.IsArray || typeof(ICollection).IsAssignableFrom(type) || type.GetInterfaces().Any(IsCollectionContract);

    private static bool IsCollectionContract(Type contract) =>
        contract.IsGenericType
        && (contract.GetGenericTypeDefinition() == typeof(ICollection<>) || contract.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>));

    private static bool IsOfFramework(Type type) => type.IsArray
        || type.Name.StartsWith("<>z__ReadOnly", StringComparison.Ordinal)
        || type.Assembly.GetName().Name is { } name
        && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal));

    private static bool IsEquatableTo(Type contract, Type type) =>
        contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEquatable<>) && contract.GenericTypeArguments[0] == type;

    // [NonSerialized] says that a field is no state; a Lazy that nobody sees is none either.
    private static bool IsState(FieldInfo field) =>
        (field.Attributes & NotSerialized) == 0
        && !(field.IsPrivate && field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(Lazy<>));

#pragma warning disable SYSLIB0050 // The flag is how [NonSerialized] is stored.
    private const FieldAttributes NotSerialized = FieldAttributes.NotSerialized;
#pragma warning restore SYSLIB0050

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = WholeCode)]
    private static ComparedField Compared(FieldInfo field, Type type)
    {
        // The compiler names the fields behind properties <Name>….
        int end = field.Name.IndexOf('>', StringComparison.Ordinal);
        if (field.Name[0] == '<' && end > 1)
            return new ComparedField(field, field.Name[1..end], MayBeCache: false, ShownBy: null);

        string name = field.Name.TrimStart('_');
        if (name.StartsWith("m_", StringComparison.Ordinal))
            name = name[2..];
        PropertyInfo? shown = field.IsPrivate
            ? type.GetProperties().FirstOrDefault(property =>
                property.CanRead && property.GetIndexParameters().Length == 0 && property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            : null;
        bool mayBeCache = field.IsPrivate && !field.IsInitOnly && !IsOfFramework(field.DeclaringType!);
        return new ComparedField(field, shown?.Name ?? field.Name, mayBeCache, shown);
    }
}
