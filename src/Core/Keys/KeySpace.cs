using System.Buffers;
using System.Runtime.CompilerServices;

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

    // Of a character that is escaped.
    private const int EscapedLength = 3;

    private static readonly SearchValues<char> _escaped = SearchValues.Create(":%");

    private readonly string _head = Escape(prefix) + Separator;

    // How the keys of a namespace begin; of all namespaces, when it is null.
    public string PrefixOf(string? @namespace) =>
        @namespace is null ? _head : string.Concat(_head, Escape(@namespace), ":");

    [SkipLocalsInit]
    public string Compose(string @namespace, ReadOnlySpan<char> rest)
    {
        var buffer = new KeyBuffer(stackalloc char[KeyBuffer.StackLength]);
        try
        {
            return Compose(@namespace, rest, ref buffer).ToString();
        }
        finally
        {
            buffer.Dispose();
        }
    }

    public string OfTag(string tag) => tag.Length < TagLimit && !tag.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
        ? string.Concat(_head, "%tags:", tag)
        : string.Concat(_head, "%hashed-tags:", LongKey.HashOf(tag));

    // Of the lease of an entry, by its whole key. A key that a builder has made otherwise is taken whole.
    public string OfLease(string key) =>
        string.Concat(_head, "%leases:", key.StartsWith(_head, StringComparison.Ordinal) ? key.AsSpan(_head.Length) : key);

    // Of the names that the responses of an endpoint vary by.
    public string OfVariants(string endpoint) => LongKey.Shorten(string.Concat(_head, "%vary:", endpoint));

    // The same key as Compose's of the namespace whose PrefixOf is the head, without a string.
    public static ReadOnlySpan<char> Append(string head, ReadOnlySpan<char> rest, ref KeyBuffer buffer)
    {
        int length = head.Length + rest.Length;
        Span<char> key = buffer.OfLength(length);
        head.CopyTo(key);
        rest.CopyTo(key[head.Length..]);
        return LongKey.Shorten(key[..length]);
    }

    // The same for any namespace.
    public ReadOnlySpan<char> Compose(string @namespace, ReadOnlySpan<char> rest, ref KeyBuffer buffer)
    {
        Span<char> key = buffer.OfLength(_head.Length + (EscapedLength * @namespace.Length) + 1 + rest.Length);
        _head.CopyTo(key);
        int length = _head.Length + Escape(@namespace, key[_head.Length..]);
        key[length++] = Separator;
        rest.CopyTo(key[length..]);
        return LongKey.Shorten(key[..(length + rest.Length)]);
    }

    private static string Escape(string part)
    {
        char[] escaped = new char[EscapedLength * part.Length];
        return new string(escaped.AsSpan(0, Escape(part, escaped)));
    }

    // How many characters it takes.
    private static int Escape(ReadOnlySpan<char> part, Span<char> destination)
    {
        int length = 0;
        for (int next; (next = part.IndexOfAny(_escaped)) >= 0; part = part[(next + 1)..])
        {
            part[..next].CopyTo(destination[length..]);
            length += next;
            (part[next] == '%' ? "%25" : "%3A").CopyTo(destination[length..]);
            length += EscapedLength;
        }

        part.CopyTo(destination[length..]);
        return LongKey.Shorten(destination[..(length + part.Length)], PartLimit).Length;
    }
}
