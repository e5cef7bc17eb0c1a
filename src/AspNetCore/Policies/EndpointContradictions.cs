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
                throw Wrong(endpoint, $"{AttributeReader.TitleOf(setting)} on {handler.MethodInfo.Name} has no effect. Put it on the page model, for all of its handlers.");
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
                throw Wrong(endpoint, $"{place!.Name} has {string.Join(" and ", here.Select(AttributeReader.TitleOf))}, which contradict each other. Keep one.");
        }

        if (endpoint.Metadata.GetMetadata<ActionDescriptor>() is not null)
            return;

        // Of a minimal API's settings, those behind the handler's attribute were said of the same route.
        int attribute = settings.FindLastIndex(setting => setting is not RouteCacheAttribute);
        for (int i = attribute + 1; attribute >= 0 && i < settings.Count; i++)
        {
            if (Contradicts(settings[attribute], settings[i]) is { } what)
                throw Wrong(endpoint, $"{AttributeReader.TitleOf(settings[attribute])} and .Cache() on the same route each say another {what}. Say it once.");
        }
    }

    // What is for the values of functions and means nothing for a response.
    public static void RefuseOnEndpoint(Endpoint endpoint, List<CacheAttribute> settings, AttributeReader reader)
    {
        if (settings.Exists(setting => setting is RouteCacheAttribute { Options.ByReference: true }))
            throw Wrong(endpoint, "ByReference is for the values of functions. A response is never changed by a caller, and needs no copy.");

        CachePolicy[] policies = [.. settings.SelectMany(reader.PoliciesOf)];
        if (Array.Exists(policies, policy => policy.Stale?.HardTimeout is not null))
            throw Wrong(endpoint, "HardTimeout is for functions. A handler belongs to its request: use the request timeouts of ASP.NET Core.");
        if (Array.Exists(policies, policy => policy.ExpirationRules?.NullExpiration is not null))
            throw Wrong(endpoint, "NullExpiration is for functions. A response is never null: say which statuses are cached, and for how long, by CacheStatusCodes.");
    }

    private static string? Contradicts(CacheAttribute one, CacheAttribute other) => Said(one).Zip(Said(other))
        .FirstOrDefault(pair => pair is { First.Value: { } said, Second.Value: { } otherwise } && !said.Equals(otherwise)).First.Name;

    private static (string Name, object? Value)[] Said(CacheAttribute setting)
    {
        CacheEntryOptions? options = (setting as RouteCacheAttribute)?.Options;
        return
        [
            (nameof(setting.Expire), setting.Expire == CacheAttribute.DefaultExpire ? options?.Expiration : ExpirationOf(setting)),
            (nameof(setting.Namespace), setting.Namespace ?? options?.Namespace),
            (nameof(setting.Coder), (object?)setting.Coder ?? options?.Coder),
            (nameof(setting.KeyBuilder), setting.KeyBuilder),
            (nameof(setting.Policy), setting.Policy),
            (nameof(setting.Grace), Seconds(setting.Grace) ?? options?.Stale?.Grace),
            (nameof(setting.Lease), Seconds(setting.Lease) ?? options?.Lease),
        ];
    }

    private static TimeSpan ExpirationOf(CacheAttribute setting) =>
        setting.Expire == CacheAttribute.NeverExpire ? TimeSpan.MaxValue : TimeSpan.FromSeconds(setting.Expire);

    private static TimeSpan? Seconds(double setting) => double.IsNaN(setting) ? null : TimeSpan.FromSeconds(setting);

    public static InvalidOperationException Wrong(Endpoint endpoint, string what, Exception? inner = null)
    {
        string route = endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern } ? $" ({pattern})" : "";
        return new InvalidOperationException($"The endpoint {endpoint.DisplayName}{route} can't be cached as declared: {what}", inner);
    }
}
