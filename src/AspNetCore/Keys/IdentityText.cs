using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Claims;

namespace CacheKit;

// The text that distinguishes an identity from all others:
//
//   identity = ( "+" | "-" ) scheme nameType roleType name { claim } actor
//   claim    = type value valueType issuer originalIssuer
//   actor    = identity, as a string
//   string   = length ":" characters, or "!" where there is none
//
// "+" means authenticated. The claims are sorted and without duplicates. The name is included only if no claim contains it.
internal static class IdentityText
{
    private const int StackLength = 512;

    private static readonly Comparison<Claim> _order = Compare;

    [SkipLocalsInit]
    public static string Of(ClaimsIdentity identity)
    {
        Claim[] claims = [.. identity.Claims.Where(claim => !SignInClaims.Contains(claim.Type))];
        Array.Sort(claims, _order);

        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[StackLength]);
        text.AppendLiteral(identity.IsAuthenticated ? "+" : "-");
        Append(ref text, identity.AuthenticationType);
        Append(ref text, identity.NameClaimType);
        Append(ref text, identity.RoleClaimType);
        Append(ref text, Array.Exists(claims, claim => claim.Type == identity.NameClaimType) ? null : identity.Name);
        for (int i = 0; i < claims.Length; i++)
        {
            if (i == 0 || Compare(claims[i - 1], claims[i]) != 0)
                AppendClaim(ref text, claims[i]);
        }

        Append(ref text, identity.Actor is { } actor ? Of(actor) : null);
        return text.ToStringAndClear();
    }

    private static void AppendClaim(ref DefaultInterpolatedStringHandler text, Claim claim)
    {
        Append(ref text, claim.Type);
        Append(ref text, claim.Value);
        Append(ref text, claim.ValueType);
        Append(ref text, claim.Issuer);
        Append(ref text, claim.OriginalIssuer);
    }

    private static void Append(ref DefaultInterpolatedStringHandler text, string? value)
    {
        if (value is null)
        {
            text.AppendLiteral("!");
            return;
        }

        text.AppendFormatted(value.Length);
        text.AppendLiteral(":");
        text.AppendLiteral(value);
    }

    private static int Compare(Claim one, Claim other)
    {
        int order = string.CompareOrdinal(one.Type, other.Type);
        if (order == 0)
            order = string.CompareOrdinal(one.Value, other.Value);
        if (order == 0)
            order = string.CompareOrdinal(one.ValueType, other.ValueType);
        if (order == 0)
            order = string.CompareOrdinal(one.Issuer, other.Issuer);
        return order != 0 ? order : string.CompareOrdinal(one.OriginalIssuer, other.OriginalIssuer);
    }
}
