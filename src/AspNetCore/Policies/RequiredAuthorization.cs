using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Which endpoints only authorized users reach: the rules of the authorization middleware.
internal sealed class RequiredAuthorization(IServiceProvider services)
{
    private readonly Lazy<bool> _byFallback = new(() => HasFallback(services.GetService<IAuthorizationPolicyProvider>()));

    public bool IsRequiredBy(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null &&
        (endpoint.Metadata.Any(item => item is IAuthorizeData or IAuthorizationRequirementData or AuthorizationPolicy) || _byFallback.Value);

    // A provider that takes a wait to tell may have one.
    private static bool HasFallback(IAuthorizationPolicyProvider? provider) =>
        provider?.GetFallbackPolicyAsync() is { } fallback && (!fallback.IsCompletedSuccessfully || fallback.Result is not null);
}
