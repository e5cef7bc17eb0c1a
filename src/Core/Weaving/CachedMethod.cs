using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace CacheKit.Weaving;

/// <summary>What generated code knows of a cached function before anybody calls it.</summary>
/// <param name="name">Its name with its type's, for errors.</param>
/// <param name="declaringType">The type that declares it.</param>
/// <param name="settings">Its attributes, from the most general to the most specific.</param>
/// <param name="find">Finds its method; asked only by key builders of the user's own.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CachedMethod(string name, Type declaringType, CacheAttribute[] settings, Func<MethodInfo?> find)
{
    internal Type DeclaringType => declaringType;

    internal Func<MethodInfo?> Find => find;

    internal string? Namespace => settings.LastOrDefault(setting => setting.Namespace is not null)?.Namespace;

    internal TimeSpan? ExpirationOn(Cache cache)
    {
        if (settings.FirstOrDefault(setting => setting.Expire is <= 0 and not CacheAttribute.DefaultExpire) is { } wrong)
        {
            throw new InvalidOperationException($"{name} expires after {wrong.Expire} seconds. Say a number above zero, leave it out for the default, " +
                "or use CacheAttribute.NeverExpire. Remove the attribute to cache nothing.");
        }

        return settings.LastOrDefault(setting => setting.Expire != CacheAttribute.DefaultExpire)?.Expire switch
        {
            null => cache.Expiration,
            CacheAttribute.NeverExpire => null,
            int seconds => TimeSpan.FromSeconds(seconds),
        };
    }

    internal ICoder CoderOn(Cache cache) =>
        settings.LastOrDefault(setting => setting.Coder is not null) is { } setting ? Made<ICoder>(setting.Coder!) : cache.Coder;

    // Null: the keys are the default ones.
    internal IKeyBuilder? KeyBuilderOn(Cache cache)
    {
        IKeyBuilder builder = settings.LastOrDefault(setting => setting.KeyBuilder is not null) is { } setting
            ? Made<IKeyBuilder>(setting.KeyBuilder!)
            : cache.KeyBuilder;
        return builder is DefaultKeyBuilder ? null : builder;
    }

    private T Made<T>([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type type)
    {
        try
        {
            return (T)Activator.CreateInstance(type)!;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"{name} names {type}, which is no {typeof(T).Name} with a public constructor without parameters. Give it one.", exception);
        }
    }
}
