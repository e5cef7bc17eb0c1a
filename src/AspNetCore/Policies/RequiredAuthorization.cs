using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Decides, by the rules of the authorization middleware, which endpoints require authorization.
internal sealed class RequiredAuthorization(IServiceProvider services)
{
    private readonly Lazy<bool> _byFallback = new(() => HasFallback(services.GetService<IAuthorizationPolicyProvider>()));

    public bool IsRequiredBy(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null &&
        (endpoint.Metadata.Any(item => item is IAuthorizeData or IAuthorizationRequirementData or AuthorizationPolicy) || _byFallback.Value);

    // If the provider answers asynchronously, a fallback policy is assumed.
    private static bool HasFallback(IAuthorizationPolicyProvider? provider) =>
        provider?.GetFallbackPolicyAsync() is { } fallback && (!fallback.IsCompletedSuccessfully || fallback.Result is not null);
}
