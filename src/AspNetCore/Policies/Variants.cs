using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The request headers that the responses of an endpoint vary by (RFC 9111, section 4.1), as far as this process knows them.
//
//   variant = " variant=" number        a hash of the values of those headers, in hexadecimal
//
// The variants of one URL have separate entries. Their number is limited, because clients can invent header values. An entry stores the
// values themselves; different values with the same hash overwrite each other's entry.
internal sealed class Variants
{
    private const int EntryLimit = 4096;
    private const int NameLimit = 32;

    private readonly Lock _gate = new();
    private volatile string[] _names = [];

    // The sets of names before the present one, from the empty one on. Published first: whoever sees a set sees those before it.
    private volatile string[][] _earlier = [];
    private int _loads;
    private int _unsaved;

    public bool IsEmpty => _names.Length == 0;

    public IReadOnlyList<string> Names => _names;

    // True for the first caller in this process.
    public bool TryBeginLoad() => _loads == 0 && Interlocked.Exchange(ref _loads, 1) == 0;

    // True once after names were learned from a response in this process.
    public bool TakeUnsaved() => _unsaved != 0 && Interlocked.Exchange(ref _unsaved, 0) != 0;

    // False if the number of names would exceed the limit.
    public bool TryLearn(IEnumerable<string> names, bool isSaved = false)
    {
        string[] asked = [.. names.Select(name => name.ToLowerInvariant())];
        if (!asked.Except(_names).Any())
            return true;

        lock (_gate)
        {
            string[] all = [.. _names.Union(asked).Order(StringComparer.Ordinal)];
            if (all.Length == _names.Length)
                return true;
            if (all.Length > NameLimit)
                return false;

            _earlier = [.. _earlier, _names];
            _names = all;
        }

        if (!isSaved)
            Volatile.Write(ref _unsaved, 1);
        return true;
    }

    public void Append(ref DefaultInterpolatedStringHandler text, IHeaderDictionary request)
    {
        string[] names = _names;
        if (names.Length == 0)
            return;

        text.AppendLiteral(" variant=");
        text.AppendFormatted(NumberOf(names, request), "x");
    }

    // The key of a request, from the key of its URL.
    public string KeyOf(string url, IHeaderDictionary request) => KeyOf(url, _names, request);

    // The keys that the request had before the present names were learned, the latest first.
    public IEnumerable<string> EarlierKeysOf(string url, IHeaderDictionary request) =>
        IsEmpty ? [] : _earlier.Reverse().Select(names => KeyOf(url, names, request));

    private static string KeyOf(string url, string[] names, IHeaderDictionary request) =>
        LongKey.Shorten(names.Length == 0 ? url : string.Create(CultureInfo.InvariantCulture, $"{url} variant={NumberOf(names, request):x}"));

    private static uint NumberOf(string[] names, IHeaderDictionary request)
    {
        uint hash = 2166136261;
        foreach (string name in names)
        {
            hash = VaryValue.Hash(hash, name, name);
            hash = VaryValue.Hash(hash, name, VaryValue.Of(request, name));
        }

        return hash % EntryLimit;
    }
}
