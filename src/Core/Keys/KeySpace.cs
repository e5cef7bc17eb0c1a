using System.Buffers;
using System.Runtime.CompilerServices;

namespace CacheKit;

// The grammar of keys, which is the same for all stores:
//
//   key     = prefix ":" namespace ":" rest
//   prefix, namespace: any text, with "%" escaped as "%25" and ":" as "%3A"
//   rest    : any text
//
// All three parts are always present and separators in them are escaped, so different keys never collide: clearing "user" does not affect
// "users" or "user:x", and an application without a prefix does not clear the keys of another one.
//
// A key of LongKey.LengthLimit characters or more is truncated and ends with "~" and the SHA-256 hash of the whole key. Shortened keys have
// exactly that many characters and other keys have fewer, so they never collide. A prefix or namespace of PartLimit characters or more is
// shortened in the same way, so that a shortened key always contains both.
//
// The records of tags:
//
//   key     = prefix ":%tags:" tag
//           | prefix ":%hashed-tags:" SHA-256 of the tag
//
// The leases of entries that are being computed:
//
//   key     = prefix ":%leases:" the entry's key after its prefix
//
// The names of the request headers that the responses of an endpoint vary by:
//
//   key     = prefix ":%vary:" name of the endpoint
//
// In an escaped namespace "%" is always followed by "25" or "3A", so these keys never collide with entries. Clearing a namespace does not
// remove them, clearing all keys does. A tag is hashed if it has TagLimit characters or more, or contains surrogates: an unpaired
// surrogate would be replaced in UTF-8.
internal readonly struct KeySpace(string prefix)
{
    private const string Tags = "%tags:";
    private const string HashedTags = "%hashed-tags:";
    private const string Leases = "%leases:";

    private const char Separator = ':';
    private const int PartLimit = 256;
    private const int TagLimit = 256;

    // The length of an escaped character.
    private const int EscapedLength = 3;

    private static readonly SearchValues<char> _escaped = SearchValues.Create(":%");

    private readonly string _head = Escape(prefix) + Separator;

    // The beginning of all keys of a namespace, or with null of all namespaces.
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
        ? string.Concat(_head, Tags, tag)
        : string.Concat(_head, HashedTags, LongKey.HashOf(tag));

    // The key of the lease of an entry. A custom key builder may return a key without the prefix.
    public string OfLease(string key) =>
        string.Concat(_head, Leases, key.StartsWith(_head, StringComparison.Ordinal) ? key.AsSpan(_head.Length) : key);

    // Whether a key is that of a tag's record, of whatever cache.
    public static bool IsOfTag(ReadOnlySpan<char> key) =>
        RestOf(key) is var rest && (rest.StartsWith(Tags) || rest.StartsWith(HashedTags));

    // Whether a key is that of a lease, of whatever cache.
    public static bool IsOfLease(ReadOnlySpan<char> key) => RestOf(key).StartsWith(Leases);

    // The key of the header names that the responses of an endpoint vary by.
    public string OfVariants(string endpoint) => LongKey.Shorten(string.Concat(_head, "%vary:", endpoint));

    // Composes a key from the result of PrefixOf.
    [SkipLocalsInit]
    public static string Append(string head, ReadOnlySpan<char> rest)
    {
        if (head.Length + rest.Length < LongKey.LengthLimit)
            return string.Concat(head, rest);

        var buffer = new KeyBuffer(stackalloc char[KeyBuffer.StackLength]);
        try
        {
            return Append(head, rest, ref buffer).ToString();
        }
        finally
        {
            buffer.Dispose();
        }
    }

    // Composes a key from the result of PrefixOf, without allocating.
    public static ReadOnlySpan<char> Append(string head, ReadOnlySpan<char> rest, ref KeyBuffer buffer)
    {
        int length = head.Length + rest.Length;
        Span<char> key = buffer.OfLength(length);
        head.CopyTo(key);
        rest.CopyTo(key[head.Length..]);
        return LongKey.Shorten(key[..length]);
    }

    // Composes a key without allocating.
    public ReadOnlySpan<char> Compose(string @namespace, ReadOnlySpan<char> rest, ref KeyBuffer buffer)
    {
        Span<char> key = buffer.OfLength(_head.Length + (EscapedLength * @namespace.Length) + 1 + rest.Length);
        _head.CopyTo(key);
        int length = _head.Length + Escape(@namespace, key[_head.Length..]);
        key[length++] = Separator;
        rest.CopyTo(key[length..]);
        return LongKey.Shorten(key[..(length + rest.Length)]);
    }

    // Whether an escaped prefix or namespace has the form of a shortened one.
    public static bool IsShortened(string part) => part.Length == PartLimit && LongKey.IsShortened(part);

    // What follows the prefix.
    private static ReadOnlySpan<char> RestOf(ReadOnlySpan<char> key) => key[(key.IndexOf(Separator) + 1)..];

    private static string Escape(string part)
    {
        char[] escaped = new char[EscapedLength * part.Length];
        return new string(escaped.AsSpan(0, Escape(part, escaped)));
    }

    // Returns the length of the escaped text.
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
