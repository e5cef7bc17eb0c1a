using System.ComponentModel;
using System.Reflection;

namespace CacheKit.Weaving;

/// <summary>The compile-time description of a cached function.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CachedMethod
{
    /// <summary>Finds all methods of a type.</summary>
    public const BindingFlags Visible = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly CacheAttribute[] _settings;
    private readonly CacheEntryOptions? _options;

    /// <summary>Describes a method with attributes.</summary>
    /// <param name="name">The name of the type and the method, for messages.</param>
    /// <param name="declaringType">The type that declares the method.</param>
    /// <param name="settings">The attributes, from the most general to the most specific.</param>
    /// <param name="find">Finds the method by reflection. Called only for custom key builders.</param>
    public CachedMethod(string name, Type declaringType, CacheAttribute[] settings, Func<MethodInfo?> find)
    {
        Name = name;
        _settings = settings;
        DeclaringType = declaringType;
        Find = find;
    }

    /// <summary>Describes a delegate.</summary>
    /// <param name="name">The name of the function in keys.</param>
    /// <param name="options">Overrides of the cache defaults.</param>
    public CachedMethod(string name, CacheEntryOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        _settings = [];
        _options = options;
    }

    internal string Name { get; }

    /// <summary>The name of the cache; null for the global cache.</summary>
    public string? CacheName { get; init; }

    internal Type? DeclaringType { get; }

    internal Func<MethodInfo?>? Find { get; }

    // Null as key builder means DefaultKeyBuilder, whose keys are built without allocation.
    internal (EntrySettings Entry, string Namespace, object? KeyBuilder) SettingsOn(Cache cache)
    {
        if (_options is not null)
        {
            string own = _options.Namespace ?? cache.Namespace;
            EntrySettings entry = cache.SettingsOf(_options, cache.Policies.Initial) with { Figures = cache.Figures.OfFunction(Name, own) };
            return (entry, own, NullIfDefault(cache.KeyBuilder));
        }

        EffectivePolicy policy = PolicyOn(cache);
        string[]? tags = policy.Tags.Length == 0 ? null : cache.KeysOfTags(policy.Tags);
        var settings = new EntrySettings(policy.Coder, policy.Expiration, ByReference: false, policy.Entry, tags)
        {
            Figures = cache.Figures.OfFunction(Name, policy.Namespace),
        };
        return (settings, policy.Namespace, NullIfDefault(policy.KeyBuilder));
    }

    // The settings after a change of the policies.
    internal EntrySettings Change(EntrySettings settings, Cache cache, PolicySnapshot policies)
    {
        if (_options is not null)
            return cache.SettingsOf(_options, policies) with { Figures = settings.Figures };

        try
        {
            return ReaderOn(cache, policies).Change(settings, _settings);
        }
        catch (InvalidOperationException exception)
        {
            throw NotAsDeclared(exception);
        }
    }

    private static AttributeReader ReaderOn(Cache cache, PolicySnapshot policies) =>
        new(policies.Defaults, policies.Named, cache.Types);

    private static object? NullIfDefault(object builder) => builder is DefaultKeyBuilder ? null : builder;

    private EffectivePolicy PolicyOn(Cache cache)
    {
        try
        {
            EffectivePolicy policy = ReaderOn(cache, cache.Policies.Initial).Read(_settings);
            RejectTemplates(policy.Tags);
            return policy;
        }
        catch (InvalidOperationException exception)
        {
            throw NotAsDeclared(exception);
        }
    }

    private InvalidOperationException NotAsDeclared(InvalidOperationException exception) =>
        new($"{Name} can't be cached as declared: {exception.Message}", exception);

    // Generated code handles the tags in an attribute usage. These tags were set in the constructor of a derived attribute, which the
    // generator cannot read.
    private static void RejectTemplates(string[] tags)
    {
        if (Array.Find(tags, tag => tag.AsSpan().ContainsAny('{', '}')) is { } template)
        {
            throw new InvalidOperationException(
                $"the tag '{template}', which the constructor of one of its attributes sets, contains braces. Only a tag in the usage of " +
                "an attribute can refer to a parameter.");
        }
    }
}
