using System.ComponentModel;
using System.Reflection;

namespace CacheKit.Weaving;

/// <summary>What generated code knows of a cached function before anybody calls it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CachedMethod
{
    /// <summary>Any method of a type.</summary>
    public const BindingFlags Visible = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly CacheAttribute[] _settings;
    private readonly CacheEntryOptions? _options;

    /// <summary>A method with attributes.</summary>
    /// <param name="name">Its name with its type's, for errors.</param>
    /// <param name="declaringType">The type that declares it.</param>
    /// <param name="settings">Its attributes, from the most general to the most specific.</param>
    /// <param name="find">Finds its method; asked only by key builders of the user's own.</param>
    public CachedMethod(string name, Type declaringType, CacheAttribute[] settings, Func<MethodInfo?> find)
    {
        Name = name;
        _settings = settings;
        DeclaringType = declaringType;
        Find = find;
    }

    /// <summary>A delegate.</summary>
    /// <param name="name">What its calls are called in the key.</param>
    /// <param name="options">What its entries want otherwise than the cache.</param>
    public CachedMethod(string name, CacheEntryOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        _settings = [];
        _options = options;
    }

    internal string Name { get; }

    /// <summary>The name of the cache that its entries are in; null: the global cache.</summary>
    public string? CacheName { get; init; }

    internal Type? DeclaringType { get; }

    internal Func<MethodInfo?>? Find { get; }

    // What its entries want on a cache. Without a key builder the keys are the default ones.
    internal (EntrySettings Entry, string Namespace, IKeyBuilder? KeyBuilder) SettingsOn(Cache cache)
    {
        if (_options is not null)
            return (cache.SettingsOf(_options), _options.Namespace ?? cache.Namespace, Chosen(cache.KeyBuilder));

        EffectivePolicy policy = PolicyOn(cache);
        string[]? tags = policy.Tags.Length == 0 ? null : cache.KeysOfTags(policy.Tags);
        return (new EntrySettings(policy.Coder, policy.Expiration, ByReference: false, policy.Entry, tags), policy.Namespace, Chosen((IKeyBuilder)policy.KeyBuilder));
    }

    private static IKeyBuilder? Chosen(IKeyBuilder builder) => builder is DefaultKeyBuilder ? null : builder;

    private EffectivePolicy PolicyOn(Cache cache)
    {
        try
        {
            EffectivePolicy policy = new AttributeReader(cache.Defaults, cache.Policies, cache.Types, typeof(IKeyBuilder)).Read(_settings);
            RefuseTemplates(policy.Tags);
            return policy;
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException($"{Name} can't be cached as declared: {exception.Message}", exception);
        }
    }

    // Generated code fills in at each call what is written where an attribute is used. These an attribute has of its own.
    private static void RefuseTemplates(string[] tags)
    {
        if (Array.Find(tags, tag => tag.AsSpan().ContainsAny('{', '}')) is { } template)
        {
            throw new InvalidOperationException(
                $"it has an attribute whose own tag '{template}' has braces. Only a tag that is written where the attribute is used can name a parameter.");
        }
    }
}
