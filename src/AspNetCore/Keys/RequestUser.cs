using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// The user of a request, as it is written into keys:
//
//   user = id "," digest
//
// The id makes the key readable. The digest covers all identities of the user, because the same id from two issuers or from two
// authentication schemes is two users.
internal static class RequestUser
{
    private const int DigestLength = 16;

    // context.User would create a user if there is none.
    public static ClaimsPrincipal? Of(HttpContext context) => context.Feature<IHttpAuthenticationFeature>()?.User;

    // All identities are examined: middleware that adds one leaves the anonymous identity in first place.
    public static bool IsUser(ClaimsPrincipal? principal)
    {
        if (principal is null)
            return false;

        // ClaimsPrincipal returns its List, which can be enumerated without allocation.
        if (principal.Identities is not List<ClaimsIdentity> list)
            return principal.Identities.Any(Counts);

        foreach (ClaimsIdentity identity in list)
        {
            if (Counts(identity))
                return true;
        }

        return false;
    }

    // Empty if there is no user; null if the user cannot be distinguished from others.
    public static StringValues? TextOf(ClaimsPrincipal? principal)
    {
        if (!IsUser(principal))
            return "";

        ClaimsIdentity[] identities = [.. principal!.Identities.Where(Counts)];
        if (!Array.TrueForAll(identities, IsRecognizable) || IdOf(identities) is not { } id)
            return null;

        return new StringValues([id, DigestOf(identities)]);
    }

    private static bool Counts(ClaimsIdentity identity) => identity.IsAuthenticated || identity.Claims.Any();

    private static bool IsRecognizable(ClaimsIdentity identity) =>
        identity.Claims.Any(claim => !SignInClaims.Contains(claim.Type)) || identity.Name is { Length: > 0 };

    // The smallest id, so that the order of the identities does not matter.
    private static string? IdOf(ClaimsIdentity[] identities) =>
        Least(identities.SelectMany(identity => identity.Claims)
            .Where(claim => claim.Type is ClaimTypes.NameIdentifier or "sub")
            .Select(claim => claim.Value)) ??
        Least(identities.SelectMany(NamesOf));

    private static IEnumerable<string?> NamesOf(ClaimsIdentity identity) =>
        identity.Claims.Where(claim => claim.Type == identity.NameClaimType).Select(claim => claim.Value).Append(identity.Name);

    private static string? Least(IEnumerable<string?> values) =>
        values.Where(value => value is { Length: > 0 }).Min(StringComparer.Ordinal);

    private static string DigestOf(ClaimsIdentity[] identities)
    {
        IEnumerable<string> texts = identities.Select(IdentityText.Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        string text = string.Concat(texts.Select(text => string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}")));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return Convert.ToHexStringLower(hash[..DigestLength]);
    }
}
