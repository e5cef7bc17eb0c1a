using System.Buffers;

namespace CacheKit;

// The grammar of a key, the same for every store:
//
//   key     = prefix ":" namespace ":" rest
//   prefix, namespace: any text in which "%" is written "%25" and ":" is written "%3A"
//   rest    : any text
//
// All three parts are always there, so no prefix, namespace or rest can imitate another's separator: clearing "user" never
// touches "users" or "user:x", and an application without a prefix never clears another one's keys.
//
// A key of LongKey.LengthLimit characters or more keeps its head and ends in "~" and the SHA-256 of the whole. Shortened keys have
// exactly that many characters and unshortened ones have fewer, so the two never meet. A prefix or namespace of PartLimit characters
// or more is shortened in the same way, so that both are always whole in the head of a key.
//
// Beside the entries stand the generations of tags:
//
//   key     = prefix ":%tags:" tag
//           | prefix ":%hashed-tags:" the SHA-256 of the tag
//
// and, of each entry that is being computed under a lease:
//
//   key     = prefix ":%leases:" the rest of the entry's key
//
// and, of each endpoint whose responses vary by request headers, the names of those:
//
//   key     = prefix ":%vary:" what the endpoint is called
//
// No namespace is written with a bare "%", so no entry can imitate one, no clear of a namespace touches one, and the clear of
// all keys does. Hashed are tags of TagLimit characters or more, and those with surrogates, which need not be whole: a tag's key
// must come back the same from UTF-8.
internal readonly struct KeySpace(string prefix)
{
    private const char Separator = ':';
    private const int PartLimit = 256;
    private const int TagLimit = 256;

    private static readonly SearchValues<char> _escaped = SearchValues.Create(":%");

    private readonly string _head = Escape(prefix) + Separator;

    // How the keys of a namespace begin; of all namespaces, when it is null.
    public string PrefixOf(string? @namespace) =>
        @namespace is null ? _head : string.Concat(_head, Escape(@namespace), ":");

    public string Compose(string @namespace, ReadOnlySpan<char> rest) =>
        LongKey.Shorten(string.Concat(_head, Escape(@namespace), ":", rest));

    public string OfTag(string tag) => tag.Length < TagLimit && !tag.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
        ? string.Concat(_head, "%tags:", tag)
        : string.Concat(_head, "%hashed-tags:", LongKey.HashOf(tag));

    // Of the lease of an entry, by its whole key. A key that a builder has made otherwise is taken whole.
    public string OfLease(string key) =>
        string.Concat(_head, "%leases:", key.StartsWith(_head, StringComparison.Ordinal) ? key.AsSpan(_head.Length) : key);

    // Of the names that the responses of an endpoint vary by.
    public string OfVariants(string endpoint) => LongKey.Shorten(string.Concat(_head, "%vary:", endpoint));

    // The same key as Compose's of the namespace that a head is the PrefixOf, without a string; false when it does not fit.
    public static bool TryAppend(string head, ReadOnlySpan<char> rest, Span<char> destination, out ReadOnlySpan<char> key)
    {
        int length = head.Length + rest.Length;
        if (length > destination.Length || length >= LongKey.LengthLimit)
        {
            key = default;
            return false;
        }

        head.CopyTo(destination);
        rest.CopyTo(destination[head.Length..]);
        key = destination[..length];
        return true;
    }

    // The same for any namespace.
    public bool TryCompose(string @namespace, ReadOnlySpan<char> rest, Span<char> destination, out ReadOnlySpan<char> key)
    {
        int length = _head.Length + @namespace.Length + 1 + rest.Length;
        if (length > Math.Min(destination.Length, PartLimit) || @namespace.AsSpan().ContainsAny(_escaped))
        {
            key = default;
            return false;
        }

        _head.CopyTo(destination);
        @namespace.CopyTo(destination[_head.Length..]);
        destination[_head.Length + @namespace.Length] = Separator;
        rest.CopyTo(destination[(length - rest.Length)..]);
        key = destination[..length];
        return true;
    }

    private static string Escape(string part)
    {
        string escaped = part.AsSpan().ContainsAny(_escaped)
            ? part.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal)
            : part;
        return LongKey.Shorten(escaped, PartLimit);
    }
}
