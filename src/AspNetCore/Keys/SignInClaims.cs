using System.Collections.Frozen;
using System.Security.Claims;

namespace CacheKit;

// Claims of one token or one sign-in. They say nothing of the user: with them, each new token would have entries of its own.
internal static class SignInClaims
{
    private static readonly FrozenSet<string> _types = new[]
    {
        // JWT (RFC 7519) and OpenID Connect.
        "exp", "nbf", "iat", "jti", "auth_time", "nonce", "at_hash", "c_hash", "s_hash", "sid", "session_state",

        // Microsoft Entra: the token's own id, and what serves its renewal.
        "uti", "aio", "rh",

        // The same as claims of .NET.
        ClaimTypes.AuthenticationInstant, ClaimTypes.Expiration, ClaimTypes.Expired, ClaimTypes.IsPersistent,
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string type) => _types.Contains(type);
}
