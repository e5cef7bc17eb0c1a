using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Finds filters that may answer in place of the handler, for example by rejecting requests. They run after the cache, so a hit skips them.
// Filters that only process the result of the handler need no check: the stored response contains their changes.
internal sealed class GuardingFilters(IServiceProvider services)
{
    private static readonly (Type Filter, string Method)[] _before =
    [
        (typeof(IAuthorizationFilter), nameof(IAuthorizationFilter.OnAuthorization)),
        (typeof(IAsyncAuthorizationFilter), nameof(IAsyncAuthorizationFilter.OnAuthorizationAsync)),
        (typeof(IResourceFilter), nameof(IResourceFilter.OnResourceExecuting)),
        (typeof(IAsyncResourceFilter), nameof(IAsyncResourceFilter.OnResourceExecutionAsync)),
        (typeof(IActionFilter), nameof(IActionFilter.OnActionExecuting)),
        (typeof(IAsyncActionFilter), nameof(IAsyncActionFilter.OnActionExecutionAsync)),
        (typeof(IPageFilter), nameof(IPageFilter.OnPageHandlerExecuting)),
        (typeof(IAsyncPageFilter), nameof(IAsyncPageFilter.OnPageHandlerExecutionAsync)),
    ];

    private readonly FilteredHandlers _filtered = new(services);

    // Code of the application or of a library that adds filters to the actions of each request.
    private readonly Lazy<Type?> _provider = new(() =>
        services.GetServices<IFilterProvider>()
            .Select(provider => provider.GetType())
            .FirstOrDefault(type => type.Assembly != typeof(GuardingFilters).Assembly && !IsOfFramework(type)));

    // The name of such a filter of the endpoint; null if it has none, or allows hits to skip them.
    public string? NameOf(Endpoint endpoint, VaryByAttribute varyBy)
    {
        if (endpoint.Metadata.GetMetadata<CacheSkipsFiltersAttribute>() is not null)
            return null;
        if (endpoint.Metadata.GetMetadata<ActionDescriptor>() is { } action && (OfMvc(endpoint, action, varyBy) ?? _provider.Value) is { } filter)
            return filter.Name;

        return HasEndpointFilters(endpoint) ? "IEndpointFilter" : null;
    }

    private bool HasEndpointFilters(Endpoint endpoint) => endpoint.Metadata.GetMetadata<EndpointFilterList>() is { } list
        ? !list.IsEmpty
        : endpoint is RouteEndpoint route && _filtered.Contain(route);

    // Controllers and page models can implement filter interfaces themselves.
    private static Type? OfMvc(Endpoint endpoint, ActionDescriptor action, VaryByAttribute varyBy) => action.FilterDescriptors
        .Select(descriptor => TypeOf(descriptor.Filter))
        .Append((action as ControllerActionDescriptor)?.ControllerTypeInfo)
        .Append((action as CompiledPageActionDescriptor)?.ModelTypeInfo)
        .FirstOrDefault(type => type is not null && (IsOfFramework(type) ? FrameworkFilterGuards(type, endpoint, varyBy) : Guards(type)));

    private static Type TypeOf(IFilterMetadata filter) => filter switch
    {
        TypeFilterAttribute byType => byType.ImplementationType,
        ServiceFilterAttribute byService => byService.ServiceType,
        _ => filter.GetType(),
    };

    // The answers of all other filters of the framework depend only on what is in the key.
    private static bool FrameworkFilterGuards(Type type, Endpoint endpoint, VaryByAttribute varyBy) =>
        type == typeof(AuthorizeFilter) ? endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
        : type == typeof(RequireHttpsAttribute) ? !varyBy.Host
        : type.IsAssignableTo(typeof(MiddlewareFilterAttribute));

    // The type of a filter from a factory or from an interface service is unknown, so such a filter may guard.
    private static bool Guards(Type type) => type.IsInterface || type.IsAssignableTo(typeof(IFilterFactory)) || RunsBefore(type);

    [UnconditionalSuppressMessage("Trimming", "IL2077", Justification = "The methods of an interface through which a filter is used are kept.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The methods of an interface through which a filter is used are kept.")]
    private static bool RunsBefore(Type type) => Array.Exists(_before, before =>
        type.IsAssignableTo(before.Filter) &&
        type.GetInterfaceMap(before.Filter) is var map &&
        Array.FindIndex(map.InterfaceMethods, method => method.Name == before.Method) is var index &&
        !IsOfFramework(map.TargetMethods[index].DeclaringType!));

    private static bool IsOfFramework(Type type) => type.Assembly.GetName().Name!.StartsWith("Microsoft.AspNetCore.Mvc", StringComparison.Ordinal);
}
