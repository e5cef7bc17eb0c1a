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

namespace CacheKit;

// Filters that may answer in place of the handler: they refuse requests, most of all. They run behind the cache, so that a hit is sent without
// them. Those that only see what the handler has answered have had their say in what is stored.
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

    // The name of one of an endpoint; null if it has none, or says that hits may skip them.
    public string? NameOf(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<CacheSkipsFiltersAttribute>() is not null)
            return null;
        if (endpoint.Metadata.GetMetadata<ActionDescriptor>() is { } action && OfMvc(endpoint, action) is { } filter)
            return filter.Name;

        return HasEndpointFilters(endpoint) ? "IEndpointFilter" : null;
    }

    private bool HasEndpointFilters(Endpoint endpoint) => endpoint.Metadata.GetMetadata<EndpointFilterList>() is { } list
        ? !list.IsEmpty
        : endpoint is RouteEndpoint route && _filtered.Contain(route);

    // Controllers and page models are filters of themselves.
    private static Type? OfMvc(Endpoint endpoint, ActionDescriptor action)
    {
        bool isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        return action.FilterDescriptors
            .Select(descriptor => TypeOf(descriptor.Filter))
            .Append((action as ControllerActionDescriptor)?.ControllerTypeInfo)
            .Append((action as CompiledPageActionDescriptor)?.ModelTypeInfo)
            .FirstOrDefault(type => type is not null && (type == typeof(AuthorizeFilter) ? !isOpen : Guards(type)));
    }

    private static Type TypeOf(IFilterMetadata filter) => filter switch
    {
        TypeFilterAttribute byType => byType.ImplementationType,
        ServiceFilterAttribute byService => byService.ServiceType,
        _ => filter.GetType(),
    };

    // Of a filter that something else makes, or that a service stands for, it is not known.
    private static bool Guards(Type type) => !IsOfFramework(type) && (type.IsInterface || type.IsAssignableTo(typeof(IFilterFactory)) || RunsBefore(type));

    [UnconditionalSuppressMessage("Trimming", "IL2077", Justification = "The methods of an interface that a filter is used by are kept.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The methods of an interface that a filter is used by are kept.")]
    private static bool RunsBefore(Type type) => Array.Exists(_before, before =>
        type.IsAssignableTo(before.Filter) &&
        type.GetInterfaceMap(before.Filter) is var map &&
        Array.FindIndex(map.InterfaceMethods, method => method.Name == before.Method) is var index &&
        !IsOfFramework(map.TargetMethods[index].DeclaringType!));

    private static bool IsOfFramework(Type type) => type.Assembly.GetName().Name!.StartsWith("Microsoft.AspNetCore.Mvc", StringComparison.Ordinal);
}
