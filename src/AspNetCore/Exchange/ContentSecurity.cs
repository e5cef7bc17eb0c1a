using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Detects a nonce of a Content-Security-Policy. It belongs to one response and is also in its body (CSP level 3, section 2.3.1): a stored
// page would have a policy that does not match its scripts, or a nonce that is no longer secret.
internal static partial class ContentSecurity
{
    public static bool HasNonce(IHeaderDictionary headers, IReadOnlyDictionary<string, StringValues> before, ResponseBuffer body)
    {
        // Middleware in front of the cache may add the policy only when the response starts.
        if (headers.ContentType.ToString().StartsWith("text/html", StringComparison.OrdinalIgnoreCase) &&
            (body.Contains(" nonce=\""u8) || body.Contains(" nonce='"u8)))
        {
            return true;
        }

        StringValues policies = StringValues.Concat(headers.ContentSecurityPolicy, headers.ContentSecurityPolicyReportOnly);
        if (policies.Count == 0)
            return false;

        MatchCollection nonces = Nonces().Matches(policies.ToString());
        return nonces.Count > 0 && (!IsOutside(headers, before) || headers.ContentEncoding.Count > 0 ||
            nonces.Any(nonce => body.Contains(Encoding.UTF8.GetBytes(nonce.Groups[1].Value))));
    }

    // A policy set by middleware in front of the cache is set again on each hit.
    private static bool IsOutside(IHeaderDictionary headers, IReadOnlyDictionary<string, StringValues> before) =>
        headers.ContentSecurityPolicy == before.GetValueOrDefault("Content-Security-Policy") &&
        headers.ContentSecurityPolicyReportOnly == before.GetValueOrDefault("Content-Security-Policy-Report-Only");

    [GeneratedRegex("'nonce-([^']+)'", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Nonces();
}
