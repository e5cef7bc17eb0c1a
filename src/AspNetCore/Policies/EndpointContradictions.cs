using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

// Checks that the settings of an endpoint do not contradict each other and have an effect. The exceptions name the endpoint.
internal static class EndpointContradictions
{
    // Attributes on the handlers of a page have no effect, because they are not in the metadata of the endpoint.
    public static void CheckPageHandlers(Endpoint endpoint)
    {
        foreach (HandlerMethodDescriptor handler in endpoint.Metadata.GetMetadata<CompiledPageActionDescriptor>()?.HandlerMethods ?? [])
        {
            if (handler.MethodInfo.IsDefined(typeof(CacheEvictAttribute)))
            {
                throw EvictionError(
                    endpoint, $"[CacheEvict] on {handler.MethodInfo.Name} has no effect. Put it on the page model, for all of its handlers.");
            }

            if (handler.MethodInfo.GetCustomAttribute<CacheAttribute>() is { } setting)
            {
                throw Error(
                    endpoint,
                    $"{AttributeReader.TitleOf(setting)} on {handler.MethodInfo.Name} has no effect. Put it on the page model, for all of its handlers.");
            }
        }
    }

    // The routing middleware runs a short-circuited endpoint itself, before the rest of the pipeline.
    public static bool IsShortCircuited(Endpoint endpoint) => endpoint.Metadata.Any(item => item.GetType().Name == "ShortCircuitMetadata");

    private static void CheckShortCircuit(Endpoint endpoint)
    {
        if (IsShortCircuited(endpoint))
            throw Error(endpoint, "it is short-circuited, so routing runs it before the cache. Remove .ShortCircuit(), or do not cache it.");
    }

    public static void Check(Endpoint endpoint, MethodInfo? handler, List<CacheAttribute> settings)
    {
        CheckShortCircuit(endpoint);
        Type? page = endpoint.Metadata.GetMetadata<CompiledPageActionDescriptor>()?.ModelTypeInfo;
        foreach (MemberInfo? place in new MemberInfo?[] { handler, handler?.DeclaringType, page })
        {
            CacheAttribute[] here = [.. place?.GetCustomAttributes<CacheAttribute>(inherit: true) ?? []];
            if (here.Length > 1)
            {
                string titles = string.Join(" and ", here.Select(AttributeReader.TitleOf));
                throw Error(endpoint, $"{place!.Name} has {titles}, which contradict each other. Keep one.");
            }
        }

        if (endpoint.Metadata.GetMetadata<ActionDescriptor>() is not null)
            return;

        // In the metadata of a minimal API, settings after the attribute of the handler were set on the same route.
        int attribute = settings.FindLastIndex(setting => setting is not RouteCacheAttribute);
        for (int i = attribute + 1; attribute >= 0 && i < settings.Count; i++)
        {
            if (FirstDifference(settings[attribute], settings[i]) is { } name)
            {
                string title = AttributeReader.TitleOf(settings[attribute]);
                throw Error(endpoint, $"{title} and .Cache() on the same route set different values for {name}. Set it once.");
            }
        }
    }

    // Some settings apply only to values of functions.
    public static void CheckFunctionSettings(Endpoint endpoint, List<CacheAttribute> settings, AttributeReader reader)
    {
        if (settings.Exists(setting => setting is RouteCacheAttribute { Options.ByReference: true }))
            throw Error(endpoint, "ByReference is for values of functions. Callers cannot change a response, so it is never copied.");

        CachePolicy[] policies = [.. settings.SelectMany(reader.PoliciesOf)];
        if (Array.Exists(policies, policy => policy.Stale?.HardTimeout is not null))
            throw Error(endpoint, "HardTimeout is for functions. For a handler, use the request timeouts of ASP.NET Core.");
        if (Array.Exists(policies, policy => policy.ExpirationRules?.NullExpiration is not null))
        {
            throw Error(
                endpoint,
                "NullExpiration is for functions. A response is never null: use CacheStatusCodes to set which statuses are cached, and for how long.");
        }
    }

    private static string? FirstDifference(CacheAttribute one, CacheAttribute other) => ValuesOf(one).Zip(ValuesOf(other))
        .FirstOrDefault(pair => pair is { First.Value: { } value, Second.Value: { } otherValue } && !value.Equals(otherValue)).First.Name;

    // Null for settings that the attribute does not set.
    private static (string Name, object? Value)[] ValuesOf(CacheAttribute setting)
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

    public static InvalidOperationException Error(Endpoint endpoint, string reason, Exception? inner = null) =>
        new($"The endpoint {TitleOf(endpoint)} can't be cached as declared: {reason}", inner);

    public static InvalidOperationException EvictionError(Endpoint endpoint, string reason, Exception? inner = null) =>
        new($"The endpoint {TitleOf(endpoint)} can't evict as declared: {reason}", inner);

    private static string TitleOf(Endpoint endpoint) =>
        endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern } ? $"{endpoint.DisplayName} ({pattern})" : $"{endpoint.DisplayName}";
}
