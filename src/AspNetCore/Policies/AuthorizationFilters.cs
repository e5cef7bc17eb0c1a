using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.AspNetCore.Mvc.Filters;

namespace CacheKit;

// Filters of MVC that refuse requests. They run behind the cache, so that a hit is sent without them.
internal static class AuthorizationFilters
{
    // The name of one of an endpoint; null if it has none but those of the framework that refuse no client.
    public static string? NameOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ActionDescriptor>()?.FilterDescriptors
        .Select(descriptor => TypeOf(descriptor.Filter))
        .FirstOrDefault(Refuses)?.Name;

    private static Type TypeOf(IFilterMetadata filter) => filter switch
    {
        TypeFilterAttribute byType => byType.ImplementationType,
        ServiceFilterAttribute byService => byService.ServiceType,
        _ => filter.GetType(),
    };

    private static bool Refuses(Type filter) =>
        (filter.IsAssignableTo(typeof(IAuthorizationFilter)) || filter.IsAssignableTo(typeof(IAsyncAuthorizationFilter))) &&
        (filter == typeof(AuthorizeFilter) || filter.Assembly != typeof(AuthorizeFilter).Assembly);
}
