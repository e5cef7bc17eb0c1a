using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// The cookies of a request as its handler sees them.
internal sealed class WatchedCookies(IRequestCookiesFeature client, RequestReads reads) : IRequestCookiesFeature, IRequestCookieCollection
{
    public IRequestCookieCollection Cookies
    {
        get => this;
        set => client.Cookies = value;
    }

    public int Count => All().Count;

    public ICollection<string> Keys => [.. All().Select(cookie => cookie.Key)];

    public string? this[string key] => Note(key).Cookies[key];

    public bool ContainsKey(string key) => Note(key).Cookies.ContainsKey(key);

    public bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => Note(key).Cookies.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => All().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IRequestCookiesFeature Note(string key)
    {
        reads.NoteCookie(key);
        return client;
    }

    private IRequestCookieCollection All()
    {
        reads.NoteAllCookies(client.Cookies.Keys);
        return client.Cookies;
    }
}
