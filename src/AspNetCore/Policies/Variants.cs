using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The request headers that the responses of an endpoint vary by (RFC 9111, section 4.1), as far as this process has seen them.
//
//   variant = " variant=" number        a hash of the values of those headers, in hexadecimal
//
// So the variants of one URL stand side by side, and a client that makes values up has only so many entries to fill. An entry holds the
// values themselves: those of one number that differ take turns.
internal sealed class Variants
{
    private const int EntryLimit = 4096;
    private const int NameLimit = 32;

    private volatile string[] _names = [];
    private int _loads;
    private int _unsaved;

    public bool IsEmpty => _names.Length == 0;

    public IReadOnlyList<string> Names => _names;

    // Once for each process.
    public bool TryBeginLoad() => _loads == 0 && Interlocked.Exchange(ref _loads, 1) == 0;

    // Once for names that were learned here.
    public bool TakeUnsaved() => _unsaved != 0 && Interlocked.Exchange(ref _unsaved, 0) != 0;

    // False if that were more names than are told apart.
    public bool TryLearn(IEnumerable<string> names, bool isSaved = false)
    {
        while (true)
        {
            string[] known = _names;
            string[] all = [.. known.Union(names.Select(name => name.ToLowerInvariant())).Order(StringComparer.Ordinal)];
            if (all.Length == known.Length)
                return true;
            if (all.Length > NameLimit)
                return false;
#pragma warning disable CS0420 // The exchange is the volatile access.
            if (Interlocked.CompareExchange(ref _names, all, known) != known)
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

    // The key of the entry of a request, from the key of its URL.
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
