using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace CacheKit;

// The members by which two objects of a type are compared: the fields of user types, and the elements and comparers of framework
// collections and of types derived from them.
internal sealed class ComparedType
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private const string NotTrimmed = "Members are compared only if dynamic code is supported, and then nothing is trimmed.";

    private static readonly ConcurrentDictionary<Type, ComparedType> _types = new();

    private static readonly HashSet<Type> _unordered =
    [
        typeof(HashSet<>), typeof(Dictionary<,>), typeof(ConcurrentDictionary<,>), typeof(ConcurrentBag<>), typeof(FrozenSet<>),
        typeof(FrozenDictionary<,>), typeof(ImmutableHashSet<>), typeof(ImmutableDictionary<,>), typeof(ReadOnlyDictionary<,>),
        typeof(Hashtable),
    ];

    private static readonly string[] _comparers = ["Comparer", "KeyComparer", "ValueComparer"];

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = NotTrimmed)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = NotTrimmed)]
    private ComparedType(Type type)
    {
        Type[] levels = [.. LevelsOf(type)];
        Type? collection = HasElements(type) ? levels.FirstOrDefault(level => IsFrameworkType(level) && HasElements(level)) : null;
        IsCollection = collection is not null;
        IsUnordered = levels.Any(level => _unordered.Contains(level.IsGenericType ? level.GetGenericTypeDefinition() : level));
        IsFramework = IsFrameworkType(type);
        HasFullEquality = !IsCollection && IsFramework && !type.IsGenericType
            && type.GetInterfaces().Any(contract => IsEquatableTo(contract, type));
        IsCompilerGenerated = type.Name.StartsWith('<');
        Comparers = collection is null ? [] : [.. _comparers.Select(name => collection.GetProperty(name)).OfType<PropertyInfo>()];
        Fields =
        [
            .. levels.TakeWhile(level => level != collection)
                .SelectMany(level => level.GetFields(Declared))
                .Where(IsState)
                .Select(field => Compared(field, type)),
        ];
        ElementType = type.GetInterfaces()
            .Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            .Select(contract => contract.GenericTypeArguments[0])
            .FirstOrDefault(typeof(object));
    }

    // Whether the type is, or derives from, a framework collection.
    public bool IsCollection { get; }

    public bool IsUnordered { get; }

    // Whether Equals compares everything.
    public bool HasFullEquality { get; }

    // For example an iterator, or the list of a collection expression.
    public bool IsCompilerGenerated { get; }

    public bool IsFramework { get; }

    public IReadOnlyList<PropertyInfo> Comparers { get; }

    public IReadOnlyList<ComparedField> Fields { get; }

    public Type ElementType { get; }

    public static ComparedType Of(Type type) => _types.GetOrAdd(type, static type => new ComparedType(type));

    private static IEnumerable<Type> LevelsOf(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
            yield return level;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = NotTrimmed)]
    private static bool HasElements(Type type) =>
        type.IsArray || typeof(ICollection).IsAssignableFrom(type) || type.GetInterfaces().Any(IsCollectionContract);

    private static bool IsCollectionContract(Type contract)
    {
        Type? definition = contract.IsGenericType ? contract.GetGenericTypeDefinition() : null;
        return definition == typeof(ICollection<>) || definition == typeof(IReadOnlyCollection<>);
    }

    private static bool IsFrameworkType(Type type) => type.IsArray
        || type.Name.StartsWith("<>z__ReadOnly", StringComparison.Ordinal)
        || type.Assembly.GetName().Name is { } name
        && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal));

    private static bool IsEquatableTo(Type contract, Type type) =>
        contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IEquatable<>) && contract.GenericTypeArguments[0] == type;

    // A field with [NonSerialized] is not state, and neither is a private Lazy.
    private static bool IsState(FieldInfo field) =>
        (field.Attributes & NotSerialized) == 0
        && !(field.IsPrivate && field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(Lazy<>));

#pragma warning disable SYSLIB0050 // The flag that represents [NonSerialized].
    private const FieldAttributes NotSerialized = FieldAttributes.NotSerialized;
#pragma warning restore SYSLIB0050

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = NotTrimmed)]
    private static ComparedField Compared(FieldInfo field, Type type)
    {
        // The backing field of an automatic property is named <Name>k__BackingField.
        int end = field.Name.IndexOf('>', StringComparison.Ordinal);
        if (field.Name[0] == '<' && end > 1)
            return new ComparedField(field, field.Name[1..end], MayBeCache: false, Property: null);

        string name = field.Name.TrimStart('_');
        if (name.StartsWith("m_", StringComparison.Ordinal))
            name = name[2..];
        PropertyInfo? property = field.IsPrivate ? type.GetProperties().FirstOrDefault(property => IsPropertyOf(property, name)) : null;
        bool mayBeCache = field.IsPrivate && !field.IsInitOnly && !IsFrameworkType(field.DeclaringType!);
        return new ComparedField(field, property?.Name ?? field.Name, mayBeCache, property);
    }

    private static bool IsPropertyOf(PropertyInfo property, string field) =>
        property.CanRead && property.GetIndexParameters().Length == 0 && property.Name.Equals(field, StringComparison.OrdinalIgnoreCase);
}
