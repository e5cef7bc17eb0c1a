using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Reads, compares and hashes values of request headers that a response varies by. In content negotiation headers, case and white space are
// ignored.
internal static class VaryValue
{
    // A header that was sent without a value is not an absent one (RFC 9111, section 4.1). No client can send this text.
    private const string Empty = "\0";
    private const uint Prime = 16777619;

    // Empty text for an absent header.
    public static string Of(IHeaderDictionary request, string name)
    {
        StringValues values = request[name];
        string text = values.ToString();
        return values.Count > 0 && string.IsNullOrWhiteSpace(text) ? Empty : text;
    }

    // FNV-1a, because the hash is part of a key and must be the same in every process.
    public static uint Hash(uint hash, string name, string value)
    {
        bool isNegotiating = IsNegotiating(name);
        foreach (char c in value)
        {
            if (!isNegotiating || !char.IsWhiteSpace(c))
                hash = (hash ^ (isNegotiating ? char.ToLowerInvariant(c) : c)) * Prime;
        }

        return (hash ^ '\n') * Prime;
    }

    public static bool AreEqual(string name, string one, string other)
    {
        if (one == other)
            return true;
        if (!IsNegotiating(name))
            return false;

        int i = 0;
        foreach (char c in one)
        {
            if (char.IsWhiteSpace(c))
                continue;
            while (i < other.Length && char.IsWhiteSpace(other[i]))
                i++;
            if (i == other.Length || char.ToLowerInvariant(other[i++]) != char.ToLowerInvariant(c))
                return false;
        }

        return other.AsSpan(i).IsWhiteSpace();
    }

    private static bool IsNegotiating(string name) => name.StartsWith("Accept", StringComparison.OrdinalIgnoreCase);
}
