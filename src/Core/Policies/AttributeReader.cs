using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

// Reads what the [Cache] attributes of an endpoint or a function ask of a cache. Each attribute, from the most general to the most specific,
// changes what those before it have left: first by its policy, then by its own properties. Tags add up.
//
// The messages of its InvalidOperationExceptions go on from a name, such as "The endpoint GET / can't be cached as it says:".
internal sealed class AttributeReader(EffectivePolicy defaults, CachePolicies policies, TypeActivator types, params Type[] keyBuilders)
{
    public EffectivePolicy Read(IReadOnlyList<CacheAttribute> attributes)
    {
        EffectivePolicy read = defaults;
        CacheAttribute? coder = null;
        CacheAttribute? keyBuilder = null;
        foreach (CacheAttribute attribute in attributes)
        {
            RefuseExpiration(attribute);
            foreach (CachePolicy policy in PoliciesOf(attribute))
            {
                read = read.With(policy);
                coder = policy.Coder is null ? coder : null;
                keyBuilder = policy.KeyBuilder is null ? keyBuilder : null;
            }

            read = read.With(attribute);
            coder = attribute.Coder is null ? coder : attribute;
            keyBuilder = attribute.KeyBuilder is null ? keyBuilder : attribute;
        }

        Check(read.Entry.Validate);
        return read with
        {
            Coder = coder is null ? read.Coder : (ICoder)Make(nameof(coder.Coder), coder.Coder!, typeof(ICoder)),
            KeyBuilder = keyBuilder is null ? read.KeyBuilder : Make(nameof(keyBuilder.KeyBuilder), keyBuilder.KeyBuilder!, keyBuilders),
        };
    }

    public IEnumerable<CachePolicy> PoliciesOf(CacheAttribute attribute)
    {
        if (attribute.Policy is { } name)
            yield return policies.Find(name);
        if (attribute is ICodePolicy { Policy: { } own })
        {
            Check(own.Validate);
            yield return own;
        }
    }

    public static string TitleOf(CacheAttribute attribute) =>
        attribute is ICodePolicy code ? code.Title : $"[{attribute.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal)}]";

    private static void RefuseExpiration(CacheAttribute attribute)
    {
        if (attribute.Expire is <= 0 and not CacheAttribute.DefaultExpire)
        {
            throw new InvalidOperationException($"{TitleOf(attribute)} expires after {attribute.Expire} seconds. Say a number above zero, leave it out for " +
                "the default, or use CacheAttribute.NeverExpire. Remove the attribute to cache nothing.");
        }
    }

    private static void Check(Action validate)
    {
        try
        {
            validate();
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException(exception.Message, exception);
        }
    }

    private object Make(
        string setting, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, params ReadOnlySpan<Type> contracts)
    {
        try
        {
            return types.Create(type, contracts);
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException($"its {setting} {exception.Message}", exception);
        }
    }
}
