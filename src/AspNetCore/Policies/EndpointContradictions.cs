using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

// Settings of an endpoint that contradict each other or have no effect: each is an exception that names the endpoint.
internal static class EndpointContradictions
{
    // The attributes of a page's handlers are not in its metadata, so that nobody would see them.
    public static void RefusePageHandlers(Endpoint endpoint)
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

    public static void Refuse(Endpoint endpoint, MethodInfo? handler, List<CacheAttribute> settings)
    {
        RefuseShortCircuit(endpoint);
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

    public static string NameOf(CacheAttribute setting) =>
        setting is RouteCacheAttribute ? ".Cache()" : $"[{setting.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal)}]";

    public static InvalidOperationException Wrong(Endpoint endpoint, string what, Exception? inner = null)
    {
        string route = endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern } ? $" ({pattern})" : "";
        return new InvalidOperationException($"The endpoint {endpoint.DisplayName}{route} can't be cached as it says: {what}", inner);
    }
}
