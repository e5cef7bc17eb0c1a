using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

// Reads the evictions of an endpoint from its metadata. Invalid settings throw an exception that names the endpoint.
internal sealed class EvictionReader(IServiceProvider services, EndpointCaches caches, bool evictsPaths)
{
    private readonly EvictionNames _names = new(services);
    private readonly ArgumentEndpoints _argumentEndpoints = new(services);

    public static bool MayEvict(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<CacheEvictAttribute>() is not null ||
        endpoint.Metadata.GetMetadata<CachePutAttribute>() is not null;

    public EndpointEvictions Read(Endpoint endpoint)
    {
        CheckPut(endpoint);
        bool onlyReads = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods &&
            !methods.Any(EndpointEvictions.MayChange);
        HashSet<CacheEvictAttribute> shared = SharedOf(endpoint);
        var evictions = new List<EndpointEviction>();
        foreach (CacheEvictAttribute setting in endpoint.Metadata.GetOrderedMetadata<CacheEvictAttribute>())
        {
            Check(endpoint, setting);

            // The tags of a group or a controller may not fit its endpoints that only read.
            if (onlyReads && shared.Contains(setting))
                continue;

            EvictionTag[] tags = [.. setting.Tags.Select(text => TagOf(endpoint, setting, text))];
            evictions.Add(new EndpointEviction(tags, setting.Namespace, setting.Mode, setting.Before, AnyMethod: !shared.Contains(setting)));
        }

        string? cacheName = OrderedMetadata.Of<CacheNameAttribute>(endpoint).LastOrDefault()?.Name;
        CheckCache(endpoint, cacheName);
        bool needsArguments = evictions.Exists(eviction => Array.Exists(eviction.Tags, tag => tag.NeedsArguments));
        return new EndpointEvictions(caches, cacheName, evictions)
        {
            IncludePath = evictsPaths,
            WithArguments = needsArguments && endpoint.Metadata.GetMetadata<ActionDescriptor>() is null ? WithArguments(endpoint) : null,
        };
    }

    private RouteEndpoint WithArguments(Endpoint endpoint) =>
        endpoint is RouteEndpoint route && _argumentEndpoints.Of(route) is { } built ? built : throw EndpointContradictions.EvictionError(
            endpoint,
            "its tags need the arguments of its handler, and the data source that made it can't make it with a filter that records them, or makes " +
            "another one that looks the same.");

    // Settings of one route or one action are not shared, whatever its methods.
    private static HashSet<CacheEvictAttribute> SharedOf(Endpoint endpoint)
    {
        var shared = new HashSet<CacheEvictAttribute>(ReferenceEqualityComparer.Instance);
        shared.UnionWith(endpoint.Metadata.GetOrderedMetadata<SharedEviction>().Select(mark => mark.Setting));
        if (endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is { } action)
        {
            CacheEvictAttribute[] own = [.. action.MethodInfo.GetCustomAttributes<CacheEvictAttribute>(inherit: true)];
            shared.UnionWith(action.EndpointMetadata.OfType<CacheEvictAttribute>().Where(setting => !own.Contains(setting)));
        }
        else if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
        {
            shared.UnionWith(page.EndpointMetadata.OfType<CacheEvictAttribute>());
        }

        return shared;
    }

    private static void CheckPut(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<CachePutAttribute>() is not null)
        {
            throw EndpointContradictions.EvictionError(
                endpoint,
                "[CachePut] is for functions, because the response to a change is not the response of the cached endpoint. " +
                "Use [CacheEvict] with the tags of that endpoint, or call a function with [CachePut] in the handler.");
        }
    }

    private static void Check(Endpoint endpoint, CacheEvictAttribute setting)
    {
        if (EndpointContradictions.IsShortCircuited(endpoint))
            throw EndpointContradictions.EvictionError(endpoint, "it is short-circuited, so routing runs it before CacheKit. Remove .ShortCircuit().");

        if (setting.Method is { } method)
        {
            throw EndpointContradictions.EvictionError(
                endpoint,
                $"[CacheEvict] names the function {method}, whose key can't be built from a request. Evict by tags or a namespace, or call a " +
                "function with this attribute in the handler.");
        }

        if (setting.Tags.Length == 0 && setting.Namespace is null)
            throw EndpointContradictions.EvictionError(endpoint, "[CacheEvict] evicts nothing: set Tags, Namespace, or both.");
        if (!Enum.IsDefined(setting.Mode))
            throw EndpointContradictions.EvictionError(endpoint, $"[CacheEvict] has the mode {setting.Mode}, which does not exist.");
    }

    private EvictionTag TagOf(Endpoint endpoint, CacheEvictAttribute setting, string text)
    {
        TagTemplate template = Parse(endpoint, text);
        var names = new Dictionary<string, EvictionName>(StringComparer.Ordinal);
        foreach (string name in template.Names)
        {
            EvictionName read = _names.Of(endpoint, name);
            string? fault = read.IsArgument && setting.Before ? "an argument that is not known before the handler runs" : read.Fault;
            if (fault is not null)
                throw EndpointContradictions.EvictionError(endpoint, $"its tag '{text}' names {name}, {fault}.");

            names[name] = read;
        }

        return new EvictionTag(template, names);
    }

    private static TagTemplate Parse(Endpoint endpoint, string text)
    {
        try
        {
            return TagTemplate.Parse(text);
        }
        catch (FormatException exception)
        {
            throw EndpointContradictions.EvictionError(endpoint, $"its tag '{text}' can't be parsed: {exception.Message}", exception);
        }
    }

    private void CheckCache(Endpoint endpoint, string? cacheName)
    {
        try
        {
            caches.Of(cacheName);
        }
        catch (InvalidOperationException exception)
        {
            throw EndpointContradictions.EvictionError(endpoint, exception.Message, exception);
        }
    }
}
