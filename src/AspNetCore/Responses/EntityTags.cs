using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

internal static class EntityTags
{
    // The length of a body's hash: 128 bits of SHA-256 rule out collisions in practice.
    public const int HashLength = 16;

    private const string Start = "W/\"";
    private const string End = "\"";

    // Weak, because compression on the way to the client changes the bytes but not the meaning (RFC 9110, section 8.8.1).
    public static string Of(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return OfHash(hash[..HashLength]);
    }

    public static string OfHash(ReadOnlySpan<byte> hash) => $"{Start}{Convert.ToHexStringLower(hash)}{End}";

    // The hash in a tag that the cache has generated.
    public static void CopyHash(string entityTag, Span<byte> hash) =>
        Convert.FromHexString(entityTag.AsSpan(Start.Length, 2 * HashLength), hash, out _, out _);

    // Whether If-None-Match names the tag: a list or "*", by weak comparison (RFC 9110, section 13.1.2).
    public static bool Match(StringValues ifNoneMatch, string entityTag)
    {
        if (ifNoneMatch.Count == 1 && ifNoneMatch[0] == entityTag)
            return true;
        if (!EntityTagHeaderValue.TryParse(entityTag, out EntityTagHeaderValue? own)
            || !EntityTagHeaderValue.TryParseList(ifNoneMatch!, out IList<EntityTagHeaderValue>? tags))
        {
            return false;
        }

        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(own, useStrongComparison: false));
    }

    // Whether If-Match names the strong tag, by strong comparison (RFC 9110, section 13.1.1).
    public static bool MatchStrongly(StringValues ifMatch, string entityTag) =>
        EntityTagHeaderValue.TryParse(entityTag, out EntityTagHeaderValue? own) &&
        EntityTagHeaderValue.TryParseList(ifMatch!, out IList<EntityTagHeaderValue>? tags) &&
        tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(own, useStrongComparison: true));
}
