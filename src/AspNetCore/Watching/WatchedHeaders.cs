using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// The request headers. Records which ones the handler reads, and hides conditions and ranges: the handler must produce the whole response
// for the store, and the cache evaluates conditions and ranges itself.
internal sealed class WatchedHeaders(IHeaderDictionary client, RequestReads reads) : IHeaderDictionary
{
    private static readonly FrozenSet<string> _hidden = new[]
    {
        HeaderNames.IfMatch, HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince, HeaderNames.IfUnmodifiedSince, HeaderNames.IfRange, HeaderNames.Range,
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public StringValues this[string key]
    {
        get => IsShown(key) ? client[key] : default;
        set => Change(key)[key] = value;
    }

    StringValues IDictionary<string, StringValues>.this[string key]
    {
        get => IsShown(key) ? ((IDictionary<string, StringValues>)client)[key] : throw new KeyNotFoundException($"The request has no header {key}.");
        set => Change(key)[key] = value;
    }

    public long? ContentLength
    {
        get => client.ContentLength;
        set => client.ContentLength = value;
    }

    public int Count => client.Keys.Count(IsVisible);

    public bool IsReadOnly => client.IsReadOnly;

    public ICollection<string> Keys => [.. All().Select(header => header.Key)];

    public ICollection<StringValues> Values => [.. All().Select(header => header.Value)];

    public static bool IsHidden(string name) => _hidden.Contains(name);

    public bool ContainsKey(string key) => IsShown(key) && client.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value)
    {
        value = default;
        return IsShown(key) && client.TryGetValue(key, out value);
    }

    public bool Contains(KeyValuePair<string, StringValues> item) => IsShown(item.Key) && client.Contains(item);

    public void Add(string key, StringValues value) => ((IDictionary<string, StringValues>)Change(key)).Add(key, value);

    public void Add(KeyValuePair<string, StringValues> item) => Change(item.Key).Add(item);

    public bool Remove(string key) => Change(key).Remove(key);

    public bool Remove(KeyValuePair<string, StringValues> item) => Change(item.Key).Remove(item);

    public void Clear()
    {
        foreach (string name in client.Keys)
            reads.RecordChange(name);
        client.Clear();
    }

    public void CopyTo(KeyValuePair<string, StringValues>[] array, int arrayIndex) => All().ToArray().CopyTo(array, arrayIndex);

    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => All().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool IsVisible(string name) => !IsHidden(name);

    private bool IsShown(string name)
    {
        reads.RecordHeader(name);
        return !IsHidden(name);
    }

    private IHeaderDictionary Change(string name)
    {
        reads.RecordChange(name);
        return client;
    }

    private IEnumerable<KeyValuePair<string, StringValues>> All()
    {
        reads.RecordAllHeaders(client.Keys);
        return client.Where(header => IsVisible(header.Key));
    }
}
