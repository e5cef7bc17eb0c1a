using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CacheKit;

internal static class CollectionShapes
{
    private static readonly ConditionalWeakTable<Type, StrongBox<CollectionShape>> _shapes = [];

    // Where the declared type is no collection, one of a class of the user's own may hold more than its items.
    public static CollectionShape Of(object value, Type declared)
    {
        if (value is Array array)
            return array.Rank == 1 ? CollectionShape.List : CollectionShape.None;
        if (value is string or not IEnumerable)
            return CollectionShape.None;

        Type type = value.GetType();
        return declared.IsAssignableTo(typeof(IEnumerable)) || IsOfFramework(type)
            ? _shapes.GetValue(type, static type => new StrongBox<CollectionShape>(Of(type))).Value
            : CollectionShape.None;
    }

    private static bool IsOfFramework(Type type) =>
        type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true
        && type.Assembly.GetName().Name?.StartsWith("System.", StringComparison.Ordinal) == true;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Without an interface that was trimmed away the order counts: calls may miss, and never share an entry.")]
    private static CollectionShape Of(Type type)
    {
        Type[] interfaces = type.GetInterfaces();
        bool isList = type.IsAssignableTo(typeof(IList)) || Has(interfaces, typeof(IList<>)) || Has(interfaces, typeof(IReadOnlyList<>));
        if (type.IsAssignableTo(typeof(IDictionary)) || Has(interfaces, typeof(IDictionary<,>)) || Has(interfaces, typeof(IReadOnlyDictionary<,>)))
            return type.IsAssignableTo(typeof(IList)) ? CollectionShape.OrderedDictionary : CollectionShape.Dictionary;
        if (isList)
            return CollectionShape.List;
        if (Has(interfaces, typeof(ISet<>)) || Has(interfaces, typeof(IReadOnlySet<>)))
            return CollectionShape.Set;

        return type.IsAssignableTo(typeof(ICollection)) || Has(interfaces, typeof(ICollection<>)) || Has(interfaces, typeof(IReadOnlyCollection<>))
            || Has(interfaces, typeof(System.Collections.Immutable.IImmutableQueue<>)) || Has(interfaces, typeof(System.Collections.Immutable.IImmutableStack<>))
            ? CollectionShape.List
            : CollectionShape.None;
    }

    private static bool Has(Type[] interfaces, Type definition) =>
        Array.Exists(interfaces, implemented => implemented.IsGenericType && implemented.GetGenericTypeDefinition() == definition);
}
