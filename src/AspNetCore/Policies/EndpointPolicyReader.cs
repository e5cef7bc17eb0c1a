using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit;

// Reads the policy of an endpoint from its metadata. What can't be meant is an exception that names the endpoint.
internal sealed class EndpointPolicyReader(IServiceProvider services, Func<string?, Cache> caches)
{
    // Null for an endpoint that is not cached.
    public EndpointPolicy? Read(Endpoint endpoint)
    {
        RefusePageHandlers(endpoint);
        List<CacheAttribute> settings = Ordered<CacheAttribute>(endpoint);
        if (settings.Count == 0)
            return null;

        RefuseShortCircuit(endpoint);
        MethodInfo? handler = HandlerOf(endpoint);
        RefuseContradictions(endpoint, handler, settings);
        Cache cache = CacheOf(endpoint);
        string @namespace = settings.LastOrDefault(setting => setting.Namespace is not null)?.Namespace ?? cache.Namespace;
        Type? coder = settings.LastOrDefault(setting => setting.Coder is not null)?.Coder;
        EntryPolicy policy = PolicyOf(endpoint, settings, cache);
        object keyBuilder = KeyBuilderOf(endpoint, settings) ?? cache.KeyBuilder;
        ICoder bytes = coder is null ? cache.Coder : Make<ICoder>(endpoint, nameof(CacheAttribute.Coder), coder);
        return new EndpointPolicy
        {
            Cache = cache,
            IsOnGlobalCache = CacheManager.IsCurrent(cache),
            Settings = new EntrySettings(new ResponseCoder(bytes), ExpirationOf(endpoint, settings, cache), Share: true, policy),
            Stale = StaleTerms.Of(policy.Stale),
            Tags = TagsOf(endpoint, settings),
            Namespace = @namespace,
            VaryBy = VaryByOf(endpoint),
            StatusCodes = StatusCodesOf(endpoint),
            IsAuthorized = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null &&
                (HasFallbackPolicy() || endpoint.Metadata.Any(item => item is IAuthorizeData or IAuthorizationRequirementData or AuthorizationPolicy)),
            Handler = handler,
            IgnoredQuery = IgnoredQueryOf(handler),
            KeyBuilder = keyBuilder is DefaultKeyBuilder ? null : keyBuilder as IKeyBuilder,
            AsyncKeyBuilder = keyBuilder as IAsyncKeyBuilder,
            KeyPrefix = new CacheCall { Prefix = cache.Prefix, Namespace = @namespace }.KeyPrefix,
        };
    }

    // Authorization of every endpoint that says nothing of it.
    private bool HasFallbackPolicy() =>
        services.GetService<IAuthorizationHandlerProvider>() is not null &&
        services.GetService<IOptions<AuthorizationOptions>>()?.Value.FallbackPolicy is not null;

    // From the most general to the most specific. What is said of all controllers or pages at once stands behind their own
    // attributes in the metadata, though it is the most general.
    private static List<T> Ordered<T>(Endpoint endpoint)
        where T : class
    {
        IReadOnlyList<T> settings = endpoint.Metadata.GetOrderedMetadata<T>();
        return endpoint.Metadata.GetMetadata<ActionDescriptor>() is { } action
            ? [.. settings.OrderBy(setting => action.EndpointMetadata.Contains(setting))]
            : [.. settings];
    }

    private Cache CacheOf(Endpoint endpoint)
    {
        try
        {
            return caches(Ordered<CacheNameAttribute>(endpoint).LastOrDefault()?.Name);
        }
        catch (InvalidOperationException exception)
        {
            throw Wrong(endpoint, exception.Message, exception);
        }
    }

    private static MethodInfo? HandlerOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ControllerActionDescriptor>()?.MethodInfo ?? endpoint.Metadata.GetMetadata<MethodInfo>();

    // The attributes of a page's handlers are not in its metadata, so that nobody would see them.
    private static void RefusePageHandlers(Endpoint endpoint)
    {
        foreach (HandlerMethodDescriptor handler in endpoint.Metadata.GetMetadata<CompiledPageActionDescriptor>()?.HandlerMethods ?? [])
        {
            if (handler.MethodInfo.GetCustomAttribute<CacheAttribute>() is { } setting)
                throw Wrong(endpoint, $"{NameOf(setting)} on {handler.MethodInfo.Name} has no effect. Put it on the page model, for all of its handlers.");
        }
    }

    // Routing runs such an endpoint itself, before anything that comes after it in the pipeline.
    private static void RefuseShortCircuit(Endpoint endpoint)
    {
        if (endpoint.Metadata.Any(item => item.GetType().Name == "ShortCircuitMetadata"))
            throw Wrong(endpoint, "it is short-circuited, so that routing runs it in front of the cache. Remove .ShortCircuit(), or cache nothing.");
    }

    private static void RefuseContradictions(Endpoint endpoint, MethodInfo? handler, List<CacheAttribute> settings)
    {
        Type? page = endpoint.Metadata.GetMetadata<CompiledPageActionDescriptor>()?.ModelTypeInfo;
        foreach (MemberInfo? place in new MemberInfo?[] { handler, handler?.DeclaringType, page })
        {
            CacheAttribute[] here = [.. place?.GetCustomAttributes<CacheAttribute>(inherit: true) ?? []];
            if (here.Length > 1)
                throw Wrong(endpoint, $"{place!.Name} has {string.Join(" and ", here.Select(NameOf))}, which contradict each other. Keep one.");
        }

        if (endpoint.Metadata.GetMetadata<ActionDescriptor>() is not null)
            return;

        // Of a minimal API's settings, those behind the handler's attribute were said of the same route.
        int attribute = settings.FindLastIndex(setting => setting is not RouteCacheAttribute);
        for (int i = attribute + 1; attribute >= 0 && i < settings.Count; i++)
        {
            if (Contradicts(settings[attribute], settings[i]) is { } what)
                throw Wrong(endpoint, $"{NameOf(settings[attribute])} and .Cache() on the same route each say another {what}. Say it once.");
        }
    }

    private static string? Contradicts(CacheAttribute one, CacheAttribute other)
    {
        if (one.Expire != CacheAttribute.DefaultExpire && other.Expire != CacheAttribute.DefaultExpire && one.Expire != other.Expire)
            return nameof(one.Expire);

        (string Name, object? One, object? Other)[] settings =
        [
            (nameof(one.Namespace), one.Namespace, other.Namespace),
            (nameof(one.Coder), one.Coder, other.Coder),
            (nameof(one.KeyBuilder), one.KeyBuilder, other.KeyBuilder),
            (nameof(one.Grace), Said(one.Grace), Said(other.Grace)),
            (nameof(one.SoftTimeout), Said(one.SoftTimeout), Said(other.SoftTimeout)),
            (nameof(one.RefreshAt), Said(one.RefreshAt), Said(other.RefreshAt)),
            (nameof(one.Lease), Said(one.Lease), Said(other.Lease)),
        ];
        return Array.Find(settings, setting => setting is { One: not null, Other: not null } && !setting.One.Equals(setting.Other)).Name;
    }

    private static double? Said(double setting) => double.IsNaN(setting) ? null : setting;

    private static TimeSpan? ExpirationOf(Endpoint endpoint, List<CacheAttribute> settings, Cache cache)
    {
        foreach (CacheAttribute setting in settings)
        {
            if (setting.Expire is <= 0 and not CacheAttribute.DefaultExpire)
            {
                throw Wrong(endpoint, $"{NameOf(setting)} expires after {setting.Expire} seconds. " +
                    "Say a number above zero, leave it out for the default, or use CacheAttribute.NeverExpire. Remove the attribute to cache nothing.");
            }
        }

        return settings.LastOrDefault(setting => setting.Expire != CacheAttribute.DefaultExpire)?.Expire switch
        {
            null => cache.Expiration,
            CacheAttribute.NeverExpire => null,
            int seconds => TimeSpan.FromSeconds(seconds),
        };
    }

    private static EntryPolicy PolicyOf(Endpoint endpoint, List<CacheAttribute> settings, Cache cache)
    {
        if (settings.Exists(setting => !double.IsNaN(setting.HardTimeout)))
            throw Wrong(endpoint, "HardTimeout is for functions. A handler belongs to its request: use the request timeouts of ASP.NET Core.");
        if (settings.Exists(setting => !double.IsNaN(setting.NullExpire)))
            throw Wrong(endpoint, "NullExpire is for functions. A response is never null: say which statuses are cached, and for how long, by CacheStatusCodes.");

        try
        {
            return SaidPolicy.Of(settings, cache.Policy);
        }
        catch (ArgumentException exception)
        {
            throw Wrong(endpoint, exception.Message, exception);
        }
    }

    // Those of all settings: an endpoint adds its own to those of its group or controller.
    private static TagTemplate[] TagsOf(Endpoint endpoint, List<CacheAttribute> settings)
    {
        // What is said of a whole controller need not make sense for its actions that are never cached.
        if (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods && !methods.Any(IsCached))
            return [];

        TagTemplate[] tags = [.. settings.SelectMany(setting => setting.Tags ?? []).Distinct().Select(text => TagOf(endpoint, text))];
        RoutePattern? route = (endpoint as RouteEndpoint)?.RoutePattern;
        foreach ((TagTemplate tag, string name) in tags.SelectMany(tag => tag.Names.Select(name => (tag, name))))
        {
            if (route?.GetParameter(name) is null && route?.Defaults.ContainsKey(name) is not true)
                throw Wrong(endpoint, $"its tag '{tag}' names {name}, which is no parameter of its route.");
        }

        return tags;
    }

    private static bool IsCached(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static TagTemplate TagOf(Endpoint endpoint, string text)
    {
        try
        {
            return TagTemplate.Parse(text);
        }
        catch (FormatException exception)
        {
            throw Wrong(endpoint, $"its tag '{text}' can't be read: {exception.Message}", exception);
        }
    }

    private object? KeyBuilderOf(Endpoint endpoint, List<CacheAttribute> settings)
    {
        Type? type = settings.LastOrDefault(setting => setting.KeyBuilder is not null)?.KeyBuilder;
        if (type is null)
            return null;

        return typeof(IAsyncKeyBuilder).IsAssignableFrom(type)
            ? Make<IAsyncKeyBuilder>(endpoint, nameof(CacheAttribute.KeyBuilder), type)
            : Make<IKeyBuilder>(endpoint, nameof(CacheAttribute.KeyBuilder), type);
    }

    private static VaryByAttribute VaryByOf(Endpoint endpoint)
    {
        VaryByAttribute varyBy = Ordered<VaryByAttribute>(endpoint).LastOrDefault() ?? new VaryByAttribute();
        if (varyBy.Headers.Contains("*"))
            throw Wrong(endpoint, "VaryBy names the header *. A response that varies by everything can't be cached: name the headers that count.");
        return varyBy;
    }

    // From the most general to the most specific, which so has the last word on a status.
    private static Dictionary<int, TimeSpan?> StatusCodesOf(Endpoint endpoint)
    {
        var lives = new Dictionary<int, TimeSpan?> { [200] = null };
        foreach (CacheStatusCodesAttribute setting in Ordered<CacheStatusCodesAttribute>(endpoint))
        {
            if (setting.Expire is <= 0 and not CacheAttribute.DefaultExpire)
                throw Wrong(endpoint, $"CacheStatusCodes expires after {setting.Expire} seconds. Say a number above zero, or leave it out.");

            foreach (int status in setting.StatusCodes)
            {
                if (status is < 200 or > 599 or 206 or 304)
                    throw Wrong(endpoint, $"CacheStatusCodes names {status}, which can't be cached: it is no final status, or it answers one client's condition or range.");
                if (status == 200 && setting.Expire != CacheAttribute.DefaultExpire)
                    throw Wrong(endpoint, "CacheStatusCodes says how long status 200 lives. That is said by [Cache] or .Cache().");
                lives[status] = setting.Expire == CacheAttribute.DefaultExpire ? lives.GetValueOrDefault(status) : TimeSpan.FromSeconds(setting.Expire);
            }
        }

        return lives;
    }

    private static string[] IgnoredQueryOf(MethodInfo? handler) =>
    [
        .. from parameter in handler?.GetParameters() ?? []
           where parameter.IsDefined(typeof(CacheIgnoreAttribute), inherit: false)
           select parameter.GetCustomAttributes().OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name!
    ];

    private T Make<T>(Endpoint endpoint, string setting, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type)
    {
        if (!typeof(T).IsAssignableFrom(type))
            throw Wrong(endpoint, $"its {setting} is {type}, which is no {typeof(T).Name}.");

        try
        {
            return (T)(services.GetService(type) ?? ActivatorUtilities.CreateInstance(services, type));
        }
        catch (Exception exception)
        {
            throw Wrong(endpoint, $"its {setting} {type} can't be made. Register it as a service, or give it a public constructor whose parameters are services.", exception);
        }
    }

    private static string NameOf(CacheAttribute setting) =>
        setting is RouteCacheAttribute ? ".Cache()" : $"[{setting.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal)}]";

    private static InvalidOperationException Wrong(Endpoint endpoint, string what, Exception? inner = null)
    {
        string route = endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern } ? $" ({pattern})" : "";
        return new InvalidOperationException($"The endpoint {endpoint.DisplayName}{route} can't be cached as it says: {what}", inner);
    }
}
