using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Dynamic;
using System.Reflection;

namespace CacheKit;

// Creates the copiers of framework collections. Each collection is copied through its public members. The copy has the same comparer
// instance.
[SuppressMessage("Performance", "CA1859:Use concrete types when possible", Justification = "All methods have the same signature.")]
internal static class CollectionCopiers
{
    private static readonly Dictionary<Type, string> _factories = new()
    {
        [typeof(List<>)] = nameof(OfList),
        [typeof(Stack<>)] = nameof(OfStack),
        [typeof(Queue<>)] = nameof(OfQueue),
        [typeof(LinkedList<>)] = nameof(OfLinkedList),
        [typeof(HashSet<>)] = nameof(OfHashSet),
        [typeof(SortedSet<>)] = nameof(OfSortedSet),
        [typeof(PriorityQueue<,>)] = nameof(OfPriorityQueue),
        [typeof(Dictionary<,>)] = nameof(OfDictionary),
        [typeof(OrderedDictionary<,>)] = nameof(OfOrderedDictionary),
        [typeof(SortedDictionary<,>)] = nameof(OfSortedDictionary),
        [typeof(SortedList<,>)] = nameof(OfSortedList),
        [typeof(ConcurrentDictionary<,>)] = nameof(OfConcurrentDictionary),
        [typeof(ConcurrentQueue<>)] = nameof(OfConcurrentQueue),
        [typeof(ConcurrentStack<>)] = nameof(OfConcurrentStack),
        [typeof(ConcurrentBag<>)] = nameof(OfConcurrentBag),
        [typeof(ImmutableArray<>)] = nameof(OfImmutableArray),
        [typeof(ImmutableList<>)] = nameof(OfImmutableList),
        [typeof(ImmutableQueue<>)] = nameof(OfImmutableQueue),
        [typeof(ImmutableStack<>)] = nameof(OfImmutableStack),
        [typeof(ImmutableHashSet<>)] = nameof(OfImmutableSet),
        [typeof(ImmutableSortedSet<>)] = nameof(OfImmutableSet),
        [typeof(ImmutableDictionary<,>)] = nameof(OfImmutableDictionary),
        [typeof(ImmutableSortedDictionary<,>)] = nameof(OfImmutableSortedDictionary),
        [typeof(FrozenSet<>)] = nameof(OfImmutableSet),
        [typeof(FrozenDictionary<,>)] = nameof(OfFrozenDictionary),
        [typeof(Lazy<>)] = nameof(OfLazy),
        [typeof(Memory<>)] = nameof(OfMemory),
        [typeof(ReadOnlyMemory<>)] = nameof(OfMemory),
    };

    // Null for a type that is not a framework collection.
    [DynamicDependency(DynamicallyAccessedMemberTypes.NonPublicMethods, typeof(CollectionCopiers))]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The methods require nothing of their type arguments.")]
    [RequiresDynamicCode("Makes generic methods.")]
    public static TypeCopier? For(Type type)
    {
        if (type.IsArray)
            return OfArray(type, type.GetElementType()!);
        if (type == typeof(ExpandoObject))
            return new DictionaryCopier<ExpandoObject, string, object?>(static _ => new ExpandoObject(),
                static (copy, key, value) => ((IDictionary<string, object?>)copy).Add(key, value));

        Type? container = ImmutableTypes.ContainerOf(type) ?? (type.IsGenericType ? type : null);
        return container is not null && _factories.TryGetValue(container.GetGenericTypeDefinition(), out string? factory)
            ? Create(factory, type, container.GenericTypeArguments)
            : null;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The methods require nothing of their type arguments.")]
    [RequiresDynamicCode("Makes generic methods.")]
    private static TypeCopier Create(string factory, Type type, params Type[] arguments) =>
        (TypeCopier)typeof(CollectionCopiers).GetMethod(factory, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(arguments)
            .Invoke(null, [type])!;

    [RequiresDynamicCode("Makes generic methods.")]
    private static TypeCopier OfArray(Type type, Type element) => element.IsPointer || element.IsFunctionPointer
        ? new RefusingCopier(type)
        : Create(nameof(OfElements), type, element);

    private static TypeCopier OfElements<T>(Type type) => new ArrayCopier<T>(type);

    private static TypeCopier OfList<T>(Type type) => new ListCopier<T>();

    private static TypeCopier OfStack<T>(Type type) =>
        new CollectionCopier<Stack<T>, T>(static source => new(source.Count),
            static (copy, item) => copy.Push(item), static source => source.Reverse());

    private static TypeCopier OfQueue<T>(Type type) =>
        new CollectionCopier<Queue<T>, T>(static source => new(source.Count), static (copy, item) => copy.Enqueue(item));

    private static TypeCopier OfLinkedList<T>(Type type) =>
        new CollectionCopier<LinkedList<T>, T>(static _ => new(), static (copy, item) => copy.AddLast(item));

    private static TypeCopier OfHashSet<T>(Type type) => Slot<T>.IsImmutable
        ? new FunctionCopier(type, static source => new HashSet<T>((HashSet<T>)source, ((HashSet<T>)source).Comparer))
        : new CollectionCopier<HashSet<T>, T>(static source => new(source.Count, source.Comparer), static (copy, item) => copy.Add(item));

    private static TypeCopier OfSortedSet<T>(Type type) => Slot<T>.IsImmutable
        ? new FunctionCopier(type, static source => new SortedSet<T>((SortedSet<T>)source, ((SortedSet<T>)source).Comparer))
        : new CollectionCopier<SortedSet<T>, T>(static source => new(source.Comparer), static (copy, item) => copy.Add(item));

    private static TypeCopier OfPriorityQueue<TElement, TPriority>(Type type) => new PriorityQueueCopier<TElement, TPriority>();

    private static TypeCopier OfDictionary<TKey, TValue>(Type type)
        where TKey : notnull => Slot<TKey>.IsImmutable && Slot<TValue>.IsImmutable
        ? new FunctionCopier(type, static source =>
            new Dictionary<TKey, TValue>((Dictionary<TKey, TValue>)source, ((Dictionary<TKey, TValue>)source).Comparer))
        : new DictionaryCopier<Dictionary<TKey, TValue>, TKey, TValue>(static source => new(source.Count, source.Comparer),
            static (copy, key, value) => copy.Add(key, value));

    private static TypeCopier OfOrderedDictionary<TKey, TValue>(Type type)
        where TKey : notnull =>
        new DictionaryCopier<OrderedDictionary<TKey, TValue>, TKey, TValue>(static source => new(source.Count, source.Comparer),
            static (copy, key, value) => copy.Add(key, value));

    private static TypeCopier OfSortedDictionary<TKey, TValue>(Type type)
        where TKey : notnull =>
        new DictionaryCopier<SortedDictionary<TKey, TValue>, TKey, TValue>(static source => new(source.Comparer),
            static (copy, key, value) => copy.Add(key, value));

    private static TypeCopier OfSortedList<TKey, TValue>(Type type)
        where TKey : notnull =>
        new DictionaryCopier<SortedList<TKey, TValue>, TKey, TValue>(static source => new(source.Count, source.Comparer),
            static (copy, key, value) => copy.Add(key, value));

    private static TypeCopier OfConcurrentDictionary<TKey, TValue>(Type type)
        where TKey : notnull =>
        new DictionaryCopier<ConcurrentDictionary<TKey, TValue>, TKey, TValue>(static source => new(source.Comparer),
            static (copy, key, value) => copy.TryAdd(key, value));

    private static TypeCopier OfConcurrentQueue<T>(Type type) =>
        new CollectionCopier<ConcurrentQueue<T>, T>(static _ => new(), static (copy, item) => copy.Enqueue(item));

    private static TypeCopier OfConcurrentStack<T>(Type type) =>
        new CollectionCopier<ConcurrentStack<T>, T>(static _ => new(),
            static (copy, item) => copy.Push(item), static source => source.Reverse());

    private static TypeCopier OfConcurrentBag<T>(Type type) =>
        new CollectionCopier<ConcurrentBag<T>, T>(static _ => [], static (copy, item) => copy.Add(item), static source => source.Reverse());

    private static TypeCopier OfImmutableArray<T>(Type type) => new ImmutableArrayCopier<T>();

    private static TypeCopier OfImmutableList<T>(Type type) =>
        new ImmutableCollectionCopier<ImmutableList<T>, T>(type, static (_, items) => [.. items]);

    private static TypeCopier OfImmutableQueue<T>(Type type) =>
        new ImmutableCollectionCopier<ImmutableQueue<T>, T>(type, static (_, items) => [.. items]);

    private static TypeCopier OfImmutableStack<T>(Type type) =>
        new ImmutableCollectionCopier<ImmutableStack<T>, T>(type, static (_, items) =>
    {
        items.Reverse();
        return [.. items];
    });

    private static TypeCopier OfImmutableSet<T>(Type type) => new ImmutableCollectionCopier<IEnumerable<T>, T>(type, create: null);

    private static TypeCopier OfImmutableDictionary<TKey, TValue>(Type type)
        where TKey : notnull => OfPairs<ImmutableDictionary<TKey, TValue>, TKey, TValue>(
            type, static (source, items) => ImmutableDictionary.CreateRange(source.KeyComparer, source.ValueComparer, items));

    private static TypeCopier OfImmutableSortedDictionary<TKey, TValue>(Type type)
        where TKey : notnull => OfPairs<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>(
            type, static (source, items) => ImmutableSortedDictionary.CreateRange(source.KeyComparer, source.ValueComparer, items));

    private static TypeCopier OfFrozenDictionary<TKey, TValue>(Type type)
        where TKey : notnull => OfPairs<FrozenDictionary<TKey, TValue>, TKey, TValue>(
            type, static (source, items) => items.ToFrozenDictionary(source.Comparer));

    private static TypeCopier OfPairs<TDictionary, TKey, TValue>(
        Type type, Func<TDictionary, List<KeyValuePair<TKey, TValue>>, TDictionary> create)
        where TDictionary : class, IEnumerable<KeyValuePair<TKey, TValue>> =>
        new ImmutableCollectionCopier<TDictionary, KeyValuePair<TKey, TValue>>(type, Slot<TKey>.IsImmutable ? create : null);

    private static TypeCopier OfLazy<T>(Type type) => new LazyCopier<T>();

    private static TypeCopier OfMemory<T>(Type type) => new MemoryCopier<T>(type);
}
