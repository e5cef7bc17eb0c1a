using System.Collections.Frozen;
using System.Security.Claims;

namespace CacheKit;

// Claims that describe a token or a sign-in, not the user. If keys contained them, each new token would have separate entries.
internal static class SignInClaims
{
    private static readonly FrozenSet<string> _types = new[]
    {
        // JWT (RFC 7519) and OpenID Connect.
        "exp", "nbf", "iat", "jti", "auth_time", "nonce", "at_hash", "c_hash", "s_hash", "sid", "session_state",

        // Microsoft Entra: the id of the token, and internal values for its renewal.
        "uti", "aio", "rh",

        // The .NET claim types of the same data.
        ClaimTypes.AuthenticationInstant, ClaimTypes.Expiration, ClaimTypes.Expired, ClaimTypes.IsPersistent,
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool Contains(string type) => _types.Contains(type);
}
