using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CacheKit;

// Reads the policy of an endpoint from its metadata. Invalid settings throw an exception that names the endpoint.
internal sealed class EndpointPolicyReader(IServiceProvider services, EndpointCaches caches, string? credentialSecret, bool hasPathTags)
{
    private readonly RequiredAuthorization _authorization = new(services);
    private readonly GuardingFilters _filters = new(services);
    private readonly SharedUrls _sharedUrls = new(services);
    private readonly TypeActivator _types = new(services);

    // Null for an endpoint that is not cached.
    public EndpointPolicy? Read(Endpoint endpoint)
    {
        EndpointContradictions.CheckPageHandlers(endpoint);
        List<CacheAttribute> settings = OrderedMetadata.Of<CacheAttribute>(endpoint);
        if (settings.Count == 0)
            return null;

        MethodInfo? handler = HandlerOf(endpoint);
        EndpointContradictions.Check(endpoint, handler, settings);
        Cache cache = CacheOf(endpoint);
        PolicySnapshot policies = cache.Policies.Initial;
        EffectivePolicy policy = Read(endpoint, settings, policies, reader => reader.Read(settings));
        VaryByAttribute varyBy = VaryByOf(endpoint);
        var credentials = new Credentials(cache.Prefix, credentialSecret);
        return new EndpointPolicy
        {
            Endpoint = endpoint,
            SharedUrls = _sharedUrls,
            Cache = cache,
            IsOnCacheOfInit = cache == GlobalCache.OfInit,
            Policies = policies,
            Settings = new EntrySettings(ResponseCoder.For(policy.Coder), policy.Expiration, ByReference: true, policy.Entry)
            {
                ReportsFreshness = true,
                Figures = cache.Figures.OfRoute(EndpointRoute.Of(endpoint), policy.Namespace),
            },
            Stale = StaleLimits.Of(policy.Entry.Stale),
            Tags = TagsOf(endpoint, policy.Tags),
            HasPathTag = hasPathTags,
            Namespace = policy.Namespace,
            VaryBy = varyBy,
            DeclaredCookies = [.. varyBy.Cookies, .. varyBy.IrrelevantCookies],
            SessionCookie = services.GetService<IOptions<SessionOptions>>()?.Value.Cookie.Name ?? SessionDefaults.CookieName,
            StatusCodes = StatusCodesOf(endpoint),
            Filter = _filters.NameOf(endpoint, varyBy),
            IsAuthorized = _authorization.MayBeRequiredBy(endpoint),
            Handler = handler,
            Request = new RequestText(varyBy, IgnoredQueryOf(handler), RouteOf(endpoint, varyBy), credentials),
            Credentials = credentials,
            KeyBuilder = policy.KeyBuilder is DefaultKeyBuilder ? null : policy.KeyBuilder as IKeyBuilder,
            AsyncKeyBuilder = policy.KeyBuilder is IKeyBuilder ? null : policy.KeyBuilder as IAsyncKeyBuilder,
            KeyPrefix = new CacheCall { Prefix = cache.Prefix, Namespace = policy.Namespace }.KeyPrefix,
        };
    }

    // The settings after a change of the policies.
    public EntrySettings Change(EndpointPolicy policy, PolicySnapshot policies)
    {
        List<CacheAttribute> settings = OrderedMetadata.Of<CacheAttribute>(policy.Endpoint);
        return Read(policy.Endpoint, settings, policies, reader => reader.Change(policy.Settings, settings));
    }

    private Cache CacheOf(Endpoint endpoint)
    {
        try
        {
            return caches.Of(OrderedMetadata.Of<CacheNameAttribute>(endpoint).LastOrDefault()?.Name);
        }
        catch (InvalidOperationException exception)
        {
            throw EndpointContradictions.Error(endpoint, exception.Message, exception);
        }
    }

    private static MethodInfo? HandlerOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ControllerActionDescriptor>()?.MethodInfo ?? endpoint.Metadata.GetMetadata<MethodInfo>();

    private T Read<T>(Endpoint endpoint, List<CacheAttribute> settings, PolicySnapshot policies, Func<AttributeReader, T> read)
    {
        var reader = new AttributeReader(policies.Defaults, policies.Named, _types);
        T result;
        try
        {
            result = read(reader);
        }
        catch (InvalidOperationException exception)
        {
            throw EndpointContradictions.Error(endpoint, exception.Message, exception);
        }

        EndpointContradictions.CheckFunctionSettings(endpoint, settings, reader);
        return result;
    }

    private static TagTemplate[] TagsOf(Endpoint endpoint, string[] texts)
    {
        // The tags of a controller may not fit its actions for other methods, which are never cached.
        if (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods && !methods.Any(IsCached))
            return [];

        TagTemplate[] tags = [.. texts.Select(text => TagOf(endpoint, text))];
        RoutePattern? route = (endpoint as RouteEndpoint)?.RoutePattern;
        foreach ((TagTemplate tag, string name) in tags.SelectMany(tag => tag.Names.Select(name => (tag, name))))
        {
            if (route?.GetParameter(name) is null && route?.Defaults.ContainsKey(name) is not true)
                throw EndpointContradictions.Error(endpoint, $"its tag '{tag}' names {name}, which is not a parameter of its route.");
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
            throw EndpointContradictions.Error(endpoint, $"its tag '{text}' can't be parsed: {exception.Message}", exception);
        }
    }

    private static VaryByAttribute VaryByOf(Endpoint endpoint)
    {
        VaryByAttribute varyBy = OrderedMetadata.Of<VaryByAttribute>(endpoint).LastOrDefault() ?? new VaryByAttribute();
        if (varyBy.Headers.Contains("*"))
        {
            throw EndpointContradictions.Error(
                endpoint, "VaryBy names the header *. A response that varies by everything can't be cached: name the headers it depends on.");
        }

        if (varyBy.Cookies.Concat(varyBy.IrrelevantCookies).Any(string.IsNullOrEmpty))
            throw EndpointContradictions.Error(endpoint, "VaryBy contains an empty cookie name.");
        if (varyBy.Cookies.Intersect(varyBy.IrrelevantCookies, StringComparer.OrdinalIgnoreCase).FirstOrDefault() is { } cookie)
        {
            throw EndpointContradictions.Error(
                endpoint, $"VaryBy names the cookie {cookie} both in Cookies and in IrrelevantCookies. Keep one of the two.");
        }

        return varyBy;
    }

    private static RouteText? RouteOf(Endpoint endpoint, VaryByAttribute varyBy) =>
        varyBy.RouteValues is { } chosen && endpoint is RouteEndpoint { RoutePattern: { } pattern } ? new RouteText(pattern, chosen) : null;

    // The most specific setting of a status comes last and wins.
    private static Dictionary<int, TimeSpan?> StatusCodesOf(Endpoint endpoint)
    {
        var expirations = new Dictionary<int, TimeSpan?> { [200] = null };
        foreach (CacheStatusCodesAttribute setting in OrderedMetadata.Of<CacheStatusCodesAttribute>(endpoint))
        {
            if (setting.Expire is <= 0 and not CacheAttribute.DefaultExpire)
            {
                throw EndpointContradictions.Error(
                    endpoint, $"CacheStatusCodes expires after {setting.Expire} seconds. Use a number above zero, or leave it out.");
            }

            foreach (int status in setting.StatusCodes)
            {
                if (CacheableStatus.WhyNot(status) is { } whyNot)
                    throw EndpointContradictions.Error(endpoint, $"CacheStatusCodes names {status}, which can't be cached: it {whyNot}.");
                if (status == 200 && setting.Expire != CacheAttribute.DefaultExpire)
                {
                    throw EndpointContradictions.Error(
                        endpoint, "CacheStatusCodes sets the expiration of status 200. Set it with [Cache] or .Cache().");
                }

                expirations[status] = setting.Expire == CacheAttribute.DefaultExpire
                    ? expirations.GetValueOrDefault(status)
                    : TimeSpan.FromSeconds(setting.Expire);
            }
        }

        return expirations;
    }

    private static string[] IgnoredQueryOf(MethodInfo? handler) =>
    [
        .. from parameter in handler?.GetParameters() ?? []
           where parameter.IsDefined(typeof(CacheIgnoreAttribute), inherit: false)
           select parameter.GetCustomAttributes().OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name!
    ];
}
