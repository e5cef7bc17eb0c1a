using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// Decides, by the rules of the authorization middleware, which endpoints require authorization.
internal sealed class RequiredAuthorization(IServiceProvider services)
{
    private readonly Lazy<bool> _byFallback = new(() => MayHaveFallback(services.GetService<IAuthorizationPolicyProvider>()));

    // If the provider of policies answers asynchronously, a fallback policy is assumed.
    public bool MayBeRequiredBy(Endpoint endpoint) => !AllowsAnonymous(endpoint) && (HasPolicy(endpoint) || _byFallback.Value);

    // Whether it is required at present: a provider may load its policies, and change them.
    public async ValueTask<bool> IsRequiredByAsync(Endpoint endpoint) =>
        !AllowsAnonymous(endpoint) &&
        (HasPolicy(endpoint) || (services.GetService<IAuthorizationPolicyProvider>() is { } provider &&
            await provider.GetFallbackPolicyAsync().ConfigureAwait(false) is not null));

    private static bool AllowsAnonymous(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static bool HasPolicy(Endpoint endpoint) =>
        endpoint.Metadata.Any(item => item is IAuthorizeData or IAuthorizationRequirementData or AuthorizationPolicy);

    private static bool MayHaveFallback(IAuthorizationPolicyProvider? provider) =>
        provider?.GetFallbackPolicyAsync() is { } fallback && (!fallback.IsCompletedSuccessfully || fallback.Result is not null);
}
