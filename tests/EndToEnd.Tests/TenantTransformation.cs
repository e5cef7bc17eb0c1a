using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace CacheKit.EndToEnd.Tests;

/// <summary>Adds the tenant of a request to its user, as an unauthenticated identity.</summary>
internal sealed class TenantTransformation(IHttpContextAccessor accessor) : IClaimsTransformation
{
    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        string tenant = accessor.HttpContext!.Request.Headers["X-Tenant"].ToString();
        principal.AddIdentity(new ClaimsIdentity([new Claim("tenant", tenant)]));
        return Task.FromResult(principal);
    }
}
