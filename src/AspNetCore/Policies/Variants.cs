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

    private volatile string[] _names = [];
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
        while (true)
        {
            string[] current = _names;
            string[] all = [.. current.Union(names.Select(name => name.ToLowerInvariant())).Order(StringComparer.Ordinal)];
            if (all.Length == current.Length)
                return true;
            if (all.Length > NameLimit)
                return false;
#pragma warning disable CS0420 // The exchange is the volatile access.
            if (Interlocked.CompareExchange(ref _names, all, current) != current)
                continue;
#pragma warning restore CS0420
            if (!isSaved)
                Volatile.Write(ref _unsaved, 1);
            return true;
        }
    }

    public void Append(ref DefaultInterpolatedStringHandler text, IHeaderDictionary request)
    {
        if (IsEmpty)
            return;

        text.AppendLiteral(" variant=");
        text.AppendFormatted(NumberOf(request), "x");
    }

    // The key of a request, from the key of its URL.
    public string KeyOf(string url, IHeaderDictionary request) =>
        LongKey.Shorten(IsEmpty ? url : string.Create(CultureInfo.InvariantCulture, $"{url} variant={NumberOf(request):x}"));

    private uint NumberOf(IHeaderDictionary request)
    {
        uint hash = 2166136261;
        foreach (string name in _names)
        {
            hash = VaryValue.Hash(hash, name, name);
            hash = VaryValue.Hash(hash, name, request[name].ToString());
        }

        return hash % EntryLimit;
    }
}
