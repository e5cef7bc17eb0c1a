using System.Security.Claims;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

internal static class UserText
{
    // What tells a user from all others: the name, and who gave it. Null for a user without a name.
    public static StringValues? Of(ClaimsPrincipal principal)
    {
        if (principal.Identity is not { IsAuthenticated: true } identity)
            return "";

        Claim? id = principal.FindFirst(ClaimTypes.NameIdentifier) ?? principal.FindFirst("sub");
        if (id is { Value.Length: > 0 })
            return id.Issuer == ClaimsIdentity.DefaultIssuer ? id.Value : new StringValues([id.Issuer, id.Value]);

        return identity.Name is { Length: > 0 } name ? new StringValues([identity.AuthenticationType, "", name]) : default(StringValues?);
    }
}
