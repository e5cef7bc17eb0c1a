using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace CacheKit;

// Combines the [Cache] attributes of an endpoint or a function with the defaults of a cache. Attributes are applied from the most general
// to the most specific: first the policy of an attribute, then its own properties. Tags are combined.
//
// The message of an InvalidOperationException continues a sentence of the caller, such as "The endpoint GET / can't be cached as
// declared:".
internal sealed class AttributeReader(EffectivePolicy defaults, CachePolicies policies, TypeActivator types)
{
    public EffectivePolicy Read(IReadOnlyList<CacheAttribute> attributes)
    {
        EffectivePolicy result = Combine(attributes, out CacheAttribute? coder, out CacheAttribute? keyBuilder);
        return result with
        {
            Coder = coder is null ? result.Coder : (ICoder)Create(nameof(coder.Coder), coder.Coder!, typeof(ICoder)),
            KeyBuilder = keyBuilder is null
                ? result.KeyBuilder
                : Create(nameof(keyBuilder.KeyBuilder), keyBuilder.KeyBuilder!, typeof(IKeyBuilder), typeof(IAsyncKeyBuilder)),
        };
    }

    // The settings after a change of the policies. Coders and key builders are not created again.
    public EntrySettings Change(EntrySettings settings, IReadOnlyList<CacheAttribute> attributes) =>
        Combine(attributes, out _, out _).Change(settings);

    public IEnumerable<CachePolicy> PoliciesOf(CacheAttribute attribute)
    {
        if (attribute.Policy is { } name)
            yield return policies.Find(name);
        if (attribute is ICodePolicy { Policy: { } own })
        {
            Validate(own.Validate);
            yield return own;
        }
    }

    public static string TitleOf(CacheAttribute attribute) =>
        attribute is ICodePolicy code ? code.Title : $"[{attribute.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal)}]";

    // Returns the attributes whose coder and key builder remain to be created, too.
    private EffectivePolicy Combine(IReadOnlyList<CacheAttribute> attributes, out CacheAttribute? coder, out CacheAttribute? keyBuilder)
    {
        EffectivePolicy result = defaults;
        coder = null;
        keyBuilder = null;
        foreach (CacheAttribute attribute in attributes)
        {
            ValidateExpiration(attribute);
            ValidateLength(attribute, nameof(attribute.Grace), attribute.Grace);
            ValidateLength(attribute, nameof(attribute.Lease), attribute.Lease);
            foreach (CachePolicy policy in PoliciesOf(attribute))
            {
                result = result.With(policy);
                coder = policy.Coder is null ? coder : null;
                keyBuilder = policy.KeyBuilder is null ? keyBuilder : null;
            }

            result = result.With(attribute);
            coder = attribute.Coder is null ? coder : attribute;
            keyBuilder = attribute.KeyBuilder is null ? keyBuilder : attribute;
        }

        Validate(result.Entry.Validate);
        return result;
    }

    private static void ValidateExpiration(CacheAttribute attribute)
    {
        if (attribute.Expire is <= 0 and not CacheAttribute.DefaultExpire)
        {
            throw new InvalidOperationException(
                $"{TitleOf(attribute)} expires after {attribute.Expire} seconds. Use a number above zero or CacheAttribute.NeverExpire, " +
                "or omit it for the default. Remove the attribute to cache nothing.");
        }
    }

    // The other limits are those of the combined settings.
    private static void ValidateLength(CacheAttribute attribute, string name, double seconds)
    {
        if (Math.Abs(seconds) > int.MaxValue)
        {
            throw new InvalidOperationException(
                $"{TitleOf(attribute)} has a {name} of {seconds.ToString(CultureInfo.InvariantCulture)} seconds. Use at most {int.MaxValue}, about 68 years.");
        }
    }

    private static void Validate(Action validate)
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

    private object Create(
        string setting,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type,
        params ReadOnlySpan<Type> contracts)
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
