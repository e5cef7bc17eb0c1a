using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace CacheKit;

// Replaces credentials of a client, in keys and entries, with a keyed hash:
//
//   hash = the first 128 bits of HMAC-SHA256(key, name NUL value), in hex
//
// All processes that share a store must compute the same hash. The key is derived from the configured secret, or from the prefix of the
// cache if there is none. In the second case, anyone who can read the store can test guesses.
internal sealed class Credentials(string prefix, string? secret)
{
    private const int Length = 16;
    private const int StackLength = 256;

    // A header whose name contains one of these words, in any case, carries a credential, or the user whom a proxy has authenticated. A wrong
    // match makes a key less readable, and keeps a response that was made with the header out of the cache.
    private static readonly SearchValues<string> _words = SearchValues.Create(
    [
        "token", "secret", "session", "credential", "passw", "passphrase", "signature", "jwt", "cookie", "bearer", "oauth", "assertion", "ticket",
        "authoriz", "authoris", "authentic", "principal", "oidc", "userinfo", "username", "userid", "impersonat",
    ], StringComparison.OrdinalIgnoreCase);

    // Short words are compared with whole segments of a name: "X-Author" does not match.
    private static readonly string[] _segments =
    [
        "authn", "authz", "keys", "pwd", "pin", "otp", "sig", "hmac", "sid", "sso", "saml", "dpop", "csrf", "xsrf", "user", "email", "identity",
    ];

    private static readonly string[] _endings = ["key", "auth", "cert"];

    private byte[]? _key;

    public static bool IsCredential(string header)
    {
        // They say which program sent the request, and whether a user caused it.
        if (header.EndsWith("User-Agent", StringComparison.OrdinalIgnoreCase) || header.Equals("Sec-Fetch-User", StringComparison.OrdinalIgnoreCase))
            return false;

        ReadOnlySpan<char> name = header;
        if (name.ContainsAny(_words))
            return true;

        foreach (Range range in name.SplitAny('-', '_', '.'))
        {
            if (IsCredential(name[range]))
                return true;
        }

        return false;
    }

    // Hashes the value if the header carries a credential.
    public string Protect(string header, string value) => value.Length > 0 && IsCredential(header) ? Hash(header, value) : value;

    [SkipLocalsInit]
    public string Hash(string name, string value)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[StackLength]);
        text.AppendLiteral(name.ToLowerInvariant());
        text.AppendLiteral("\0");
        text.AppendLiteral(value);

        // UTF-16 code units, because UTF-8 would encode all lone surrogates as the same replacement character.
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key ??= Derive(), MemoryMarshal.AsBytes(text.Text), hash);
        text.Clear();
        return Convert.ToHexStringLower(hash[..Length]);
    }

    private static bool IsCredential(ReadOnlySpan<char> segment)
    {
        foreach (string ending in _endings)
        {
            if (segment.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        foreach (string word in _segments)
        {
            if (segment.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private byte[] Derive() => HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        Encoding.UTF8.GetBytes(secret ?? prefix),
        HMACSHA256.HashSizeInBytes,
        info: Encoding.UTF8.GetBytes(secret is null ? "CacheKit credentials by prefix" : "CacheKit credentials by secret"));
}
