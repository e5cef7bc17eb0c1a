using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit;

// Compares a value with what came back from its coder, member by member, and finds the first that differs.
internal sealed class ValueComparison
{
    // A set of more elements that have no equality of their own is not searched.
    private const int SearchLimit = 1_000;

    private readonly HashSet<(object, object)> _compared = new(PairByReference.Instance);

    // Whether the elements of a part have no order, so that their payload need not be the same each time.
    public bool HasUnordered { get; private set; }

    public Difference? Compare<T>(T before, T after) => CompareMembers(typeof(T), before, after)?.In(TypeTitle.Of(typeof(T)));

    // All that can be compared without a look inside.
    public static Difference? CompareTypes<T>(T before, T after)
    {
        if (before is null || after is null)
            return before is null == after is null ? null : Nullness(after).In(TypeTitle.Of(typeof(T)));
        return typeof(T).IsInterface || before.GetType() == after.GetType() ? null : ChangeOfType(before, after).In(TypeTitle.Of(typeof(T)));
    }

    private Difference? CompareMembers(Type slot, object? before, object? after)
    {
        if (ReferenceEquals(before, after))
            return null;
        if (before is null || after is null)
            return Nullness(after);
        if (before.GetType() != after.GetType())
            return CompareTypes(slot, before, after);
        if (Scalars.AreEqual(before, after) is { } areEqual)
            return areEqual ? null : Difference.InValue;

        var type = ComparedType.Of(before.GetType());
        if (type.IsWhole)
            return before.Equals(after) ? null : Difference.InValue;

        // A pair that is met again is being compared, or is equal. Beyond the depth that the stack has room for nothing is compared.
        if (!_compared.Add((before, after)) || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return null;

        Difference? difference = (type.IsElements ? CompareElements(type, before, after) : null) ?? CompareFields(type, before, after);
        if (difference is not null)
            _compared.Remove((before, after));
        return difference;
    }

    // Behind an interface another collection of the framework may stand for the one that was, as long as it has the same elements.
    private Difference? CompareTypes(Type slot, object before, object after)
    {
        ComparedType old = ComparedType.Of(before.GetType());
        ComparedType @new = ComparedType.Of(after.GetType());
        if (slot.IsInterface && before is IEnumerable && @new is { IsElements: true, IsFramework: true } && (old.IsFramework || old.IsGenerated))
        {
            // Asking an iterator again would run it again: its payload has to say whether it is the same.
            if (!old.IsElements)
                return null;
            if (old.Comparers.All(comparer => Comparers.IsDefault(comparer.GetValue(before))))
                return CompareElementsOnly(old, before, after);
            return new Difference("", "comes back with another comparer");
        }

        return ChangeOfType(before, after);
    }

    private static Difference Nullness(object? after) =>
        new("", after is null ? "comes back null" : "comes back as a value where there was none");

    private static Difference ChangeOfType(object before, object after) =>
        new("", $"changes its type: {TypeTitle.WithArticle(before.GetType())} becomes {TypeTitle.WithArticle(after.GetType())}");

    private Difference? CompareElements(ComparedType type, object before, object after)
    {
        foreach (PropertyInfo property in type.Comparers)
        {
            object? old = property.GetValue(before);
            object? @new = property.GetValue(after);
            bool areSame = (Comparers.IsDefault(old) && Comparers.IsDefault(@new)) || Equals(old, @new) || CompareMembers(typeof(object), old, @new) is null;
            if (!areSame)
                return new Difference("", "comes back with another comparer");
        }

        return CompareElementsOnly(type, before, after);
    }

    private Difference? CompareElementsOnly(ComparedType type, object before, object after)
    {
        HasUnordered |= type.IsUnordered;
        object?[] old = [.. ((IEnumerable)before).Cast<object?>()];
        object?[] @new = [.. ((IEnumerable)after).Cast<object?>()];
        if (old.Length != @new.Length)
            return new Difference("", $"comes back with {@new.Length} elements instead of {old.Length}");
        if (type.IsUnordered && before is IDictionary && after is IDictionary values)
            return CompareEntries(type, (IDictionary)before, values);
        if (type.IsUnordered)
            return CompareSets(type.ElementType, old, @new);

        for (int i = 0; i < old.Length; i++)
        {
            if (CompareMembers(type.ElementType, old[i], @new[i]) is { } difference)
                return difference.In("[]");
        }

        return null;
    }

    private Difference? CompareEntries(ComparedType type, IDictionary before, IDictionary after)
    {
        Type slot = type.ElementType is { IsGenericType: true, GenericTypeArguments: [_, var value] } ? value : typeof(object);
        foreach (DictionaryEntry entry in before)
        {
            if (!after.Contains(entry.Key))
                return new Difference("[]", "comes back with another key");
            if (CompareMembers(slot, entry.Value, after[entry.Key]) is { } difference)
                return difference.In("[]");
        }

        return null;
    }

    // Most sets come back in their order. Elsewhere each element has to find one that is like it.
    private Difference? CompareSets(Type slot, object?[] before, object?[] after)
    {
        HashSet<object?>? others = null;
        for (int i = 0; i < before.Length; i++)
        {
            if (CompareMembers(slot, before[i], after[i]) is null)
                continue;

            others ??= [.. after];
            bool isFound = others.TryGetValue(before[i], out object? other)
                ? CompareMembers(slot, before[i], other) is null
                : after.Length > SearchLimit || Array.Exists(after, candidate => CompareMembers(slot, before[i], candidate) is null);
            if (!isFound)
                return new Difference("[]", "comes back with another element");
        }

        return null;
    }

    private Difference? CompareFields(ComparedType type, object before, object after)
    {
        foreach (ComparedField field in type.Fields)
        {
            object? @new = field.Field.GetValue(after);
            Difference? difference = @new is null && field.MayBeCache
                ? CompareShown(field, before, after)
                : CompareMembers(field.Field.FieldType, field.Field.GetValue(before), @new);
            if (difference is not null)
                return difference.In(field.Name);
        }

        return null;
    }

    private Difference? CompareShown(ComparedField field, object before, object after)
    {
        try
        {
            return field.ShownBy is { } property ? CompareMembers(property.PropertyType, property.GetValue(before), property.GetValue(after)) : null;
        }
        catch (TargetInvocationException)
        {
            return new Difference("", "can't be read in what comes back");
        }
    }
}
