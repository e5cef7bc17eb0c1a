using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
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

    internal Type? DeclaringType { get; }

    internal Func<MethodInfo?>? Find { get; }

    internal string? Namespace => _options?.Namespace ?? _settings.LastOrDefault(setting => setting.Namespace is not null)?.Namespace;

    internal EntrySettings SettingsOn(Cache cache) => _options is null
        ? new EntrySettings(CoderOn(cache), ExpirationOn(cache), Share: false, PolicyOn(cache), TagsOn(cache))
        : cache.SettingsOf(_options);

    // Null: the keys are the default ones.
    internal IKeyBuilder? KeyBuilderOn(Cache cache)
    {
        IKeyBuilder builder = _settings.LastOrDefault(setting => setting.KeyBuilder is not null) is { } setting
            ? Made<IKeyBuilder>(setting.KeyBuilder!)
            : cache.KeyBuilder;
        return builder is DefaultKeyBuilder ? null : builder;
    }

    private TimeSpan? ExpirationOn(Cache cache)
    {
        if (_settings.FirstOrDefault(setting => setting.Expire is <= 0 and not CacheAttribute.DefaultExpire) is { } wrong)
        {
            throw new InvalidOperationException($"{Name} expires after {wrong.Expire} seconds. Say a number above zero, leave it out for the default, " +
                "or use CacheAttribute.NeverExpire. Remove the attribute to cache nothing.");
        }

        return _settings.LastOrDefault(setting => setting.Expire != CacheAttribute.DefaultExpire)?.Expire switch
        {
            null => cache.Expiration,
            CacheAttribute.NeverExpire => null,
            int seconds => TimeSpan.FromSeconds(seconds),
        };
    }

    private EntryPolicy PolicyOn(Cache cache)
    {
        try
        {
            return SaidPolicy.Of(_settings, cache.Policy);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException($"{Name} can't be cached as it says: {exception.Message}", exception);
        }
    }

    // Those that an attribute has of its own. What is written where it is used, generated code fills in at each call.
    private string[]? TagsOn(Cache cache)
    {
        string[] tags = [.. _settings.SelectMany(setting => setting.Tags)];
        if (Array.Find(tags, tag => tag.AsSpan().ContainsAny('{', '}')) is { } template)
        {
            throw new InvalidOperationException(
                $"{Name} has an attribute whose own tag '{template}' has braces. Only a tag that is written where the attribute is used can name a parameter.");
        }

        return tags.Length == 0 ? null : cache.KeysOfTags(tags);
    }

    private ICoder CoderOn(Cache cache) =>
        _settings.LastOrDefault(setting => setting.Coder is not null) is { } setting ? Made<ICoder>(setting.Coder!) : cache.Coder;

    private T Made<T>([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type type)
    {
        try
        {
            return (T)Activator.CreateInstance(type)!;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"{Name} names {type}, which is no {typeof(T).Name} with a public constructor without parameters. Give it one.", exception);
        }
    }
}
