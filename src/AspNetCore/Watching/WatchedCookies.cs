using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// The cookies of a request. Records which ones the handler reads.
internal sealed class WatchedCookies(IRequestCookiesFeature client, RequestReads reads) : IRequestCookiesFeature, IRequestCookieCollection
{
    public IRequestCookieCollection Cookies
    {
        get => this;
        set => client.Cookies = value;
    }

    public int Count => All().Count;

    public ICollection<string> Keys => [.. All().Select(cookie => cookie.Key)];

    public string? this[string key] => Record(key).Cookies[key];

    public bool ContainsKey(string key) => Record(key).Cookies.ContainsKey(key);

    public bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => Record(key).Cookies.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => All().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IRequestCookiesFeature Record(string key)
    {
        reads.RecordCookie(key);
        return client;
    }

    private IRequestCookieCollection All()
    {
        reads.RecordAllCookies(client.Cookies.Keys);
        return client.Cookies;
    }
}
