using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CacheKit;

internal static class CollectionShapes
{
    private static readonly ConditionalWeakTable<Type, StrongBox<CollectionShape>> _shapes = [];

    // If the declared type is not a collection, an instance of a user's collection class may have state besides its items.
    public static CollectionShape Of(object value, Type declared)
    {
        if (value is Array array)
            return array.Rank == 1 ? CollectionShape.List : CollectionShape.None;
        if (value is string or not IEnumerable)
            return CollectionShape.None;

        Type type = value.GetType();
        return declared.IsAssignableTo(typeof(IEnumerable)) || IsFrameworkType(type)
            ? _shapes.GetValue(type, static type => new StrongBox<CollectionShape>(Of(type))).Value
            : CollectionShape.None;
    }

    private static bool IsFrameworkType(Type type) =>
        type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true
        && type.Assembly.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) == true;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "If trimmed, items keep their order, and calls may miss.")]
    private static CollectionShape Of(Type type)
    {
        Type[] interfaces = type.GetInterfaces();
        bool isList = type.IsAssignableTo(typeof(IList)) || Has(interfaces, typeof(IList<>)) || Has(interfaces, typeof(IReadOnlyList<>));
        bool isDictionary = type.IsAssignableTo(typeof(IDictionary)) || Has(interfaces, typeof(IDictionary<,>))
            || Has(interfaces, typeof(IReadOnlyDictionary<,>));
        if (isDictionary)
            return type.IsAssignableTo(typeof(IList)) ? CollectionShape.OrderedDictionary : CollectionShape.Dictionary;
        if (isList)
            return CollectionShape.List;
        if (Has(interfaces, typeof(ISet<>)) || Has(interfaces, typeof(IReadOnlySet<>)))
            return CollectionShape.Set;

        return type.IsAssignableTo(typeof(ICollection))
            || Has(interfaces, typeof(ICollection<>)) || Has(interfaces, typeof(IReadOnlyCollection<>))
            || Has(interfaces, typeof(IImmutableQueue<>)) || Has(interfaces, typeof(IImmutableStack<>))
            ? CollectionShape.List
            : CollectionShape.None;
    }

    private static bool Has(Type[] interfaces, Type definition) =>
        Array.Exists(interfaces, implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == definition);
}
