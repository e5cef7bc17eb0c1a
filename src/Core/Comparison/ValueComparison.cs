using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace CacheKit;

// Compares a value with the value that its coder decoded, and finds the first member that differs.
internal sealed class ValueComparison
{
    // Larger sets are not searched for an equal element, if the elements do not implement equality.
    private const int SearchLimit = 1_000;

    private readonly HashSet<(object, object)> _compared = new(PairByReference.Instance);

    // Whether the value contains an unordered collection, whose payload may be different each time.
    public bool HasUnordered { get; private set; }

    public Difference? Compare<T>(T before, T after) => CompareMembers(typeof(T), before, after)?.In(DisplayName.Of(typeof(T)));

    // Compares only nullness and types, not members.
    public static Difference? CompareTypes<T>(T before, T after)
    {
        if (before is null || after is null)
            return before is null == after is null ? null : Nullness(after).In(DisplayName.Of(typeof(T)));
        if (typeof(T).IsInterface || before.GetType() == after.GetType())
            return null;

        return ChangeOfType(before, after).In(DisplayName.Of(typeof(T)));
    }

    private Difference? CompareMembers(Type declared, object? before, object? after)
    {
        if (ReferenceEquals(before, after))
            return null;
        if (before is null || after is null)
            return Nullness(after);
        if (before.GetType() != after.GetType())
            return CompareTypes(declared, before, after);
        if (Scalars.AreEqual(before, after) is { } areEqual)
            return areEqual ? null : Difference.InValue;

        var type = ComparedType.Of(before.GetType());
        if (type.HasFullEquality)
            return before.Equals(after) ? null : Difference.InValue;

        // A pair that occurs again is being compared already, or is equal. Members that are too deep for the stack are not compared.
        if (!_compared.Add((before, after)) || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            return null;

        Difference? difference = (type.IsCollection ? CompareElements(type, before, after) : null) ?? CompareFields(type, before, after);
        if (difference is not null)
            _compared.Remove((before, after));
        return difference;
    }

    // For a member whose type is an interface, the coder may decode another framework collection with the same elements.
    private Difference? CompareTypes(Type declared, object before, object after)
    {
        ComparedType old = ComparedType.Of(before.GetType());
        ComparedType @new = ComparedType.Of(after.GetType());
        bool mayReplace = declared.IsInterface && before is IEnumerable && (old.IsFramework || old.IsCompilerGenerated);
        if (mayReplace && @new is { IsCollection: true, IsFramework: true })
        {
            // Enumerating an iterator would run it again, so only its payload is compared.
            if (!old.IsCollection)
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
        new("", $"changes its type: {DisplayName.WithArticle(before.GetType())} becomes {DisplayName.WithArticle(after.GetType())}");

    private Difference? CompareElements(ComparedType type, object before, object after)
    {
        foreach (PropertyInfo property in type.Comparers)
        {
            object? old = property.GetValue(before);
            object? @new = property.GetValue(after);
            bool areEqual = (Comparers.IsDefault(old) && Comparers.IsDefault(@new))
                || Equals(old, @new)
                || CompareMembers(typeof(object), old, @new) is null;
            if (!areEqual)
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
        Type declared = type.ElementType is { IsGenericType: true, GenericTypeArguments: [_, var value] } ? value : typeof(object);
        foreach (DictionaryEntry entry in before)
        {
            if (!after.Contains(entry.Key))
                return new Difference("[]", "comes back with another key");
            if (CompareMembers(declared, entry.Value, after[entry.Key]) is { } difference)
                return difference.In("[]");
        }

        return null;
    }

    // Most sets are decoded in the same order. Otherwise an equal element is searched for each element.
    private Difference? CompareSets(Type declared, object?[] before, object?[] after)
    {
        HashSet<object?>? others = null;
        for (int i = 0; i < before.Length; i++)
        {
            if (CompareMembers(declared, before[i], after[i]) is null)
                continue;

            others ??= [.. after];
            bool isFound = others.TryGetValue(before[i], out object? other)
                ? CompareMembers(declared, before[i], other) is null
                : after.Length > SearchLimit || Array.Exists(after, candidate => CompareMembers(declared, before[i], candidate) is null);
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
                ? CompareProperty(field, before, after)
                : CompareMembers(field.Field.FieldType, field.Field.GetValue(before), @new);
            if (difference is not null)
                return difference.In(field.Name);
        }

        return null;
    }

    private Difference? CompareProperty(ComparedField field, object before, object after)
    {
        try
        {
            return field.Property is { } property
                ? CompareMembers(property.PropertyType, property.GetValue(before), property.GetValue(after))
                : null;
        }
        catch (TargetInvocationException)
        {
            return new Difference("", "can't be read after decoding");
        }
    }
}
