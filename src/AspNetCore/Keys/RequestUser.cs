using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// The user of a request, as entries are told apart by it:
//
//   user = id "," digest
//
// The id is what a reader of the store recognizes. The digest is over all identities of the user: the same id from two issuers, or by
// two authentication schemes, is two users.
internal static class RequestUser
{
    private const int DigestLength = 16;

    // Not context.User, which makes a user where there is none.
    public static ClaimsPrincipal? Of(HttpContext context) => context.Features.Get<IHttpAuthenticationFeature>()?.User;

    // Any identity counts: middleware that adds one leaves the anonymous one in front of it.
    public static bool IsUser(ClaimsPrincipal? principal)
    {
        if (principal is null)
            return false;

        // The list behind Identities is enumerated without allocation.
        if (principal.Identities is not List<ClaimsIdentity> list)
            return principal.Identities.Any(Counts);

        foreach (ClaimsIdentity identity in list)
        {
            if (Counts(identity))
                return true;
        }

        return false;
    }

    // Empty for no user; null for one that nothing tells from others.
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

    // The least of several, so that it doesn't matter which identity was added first.
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
