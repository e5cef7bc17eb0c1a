using System.Collections.Frozen;

namespace CacheKit;

// Records which client-specific data a handler read that the key does not contain.
//
// After such a read the response is valid only for that client. The exception is a read of a content negotiation header: then the response
// is valid for every client that sends the same value.
internal sealed class RequestReads(string[] keyHeaders, string[] declaredCookies, string sessionCookie)
{
    // Content negotiation headers, and headers with which a client or a proxy replaces the method or the address of a request. The list is
    // fixed, because clients may send any header. X-Forwarded-For is not in it: most handlers read the address of the client only to log
    // it.
    private static readonly FrozenSet<string> _negotiating = new[]
    {
        "Accept", "Accept-Charset", "Accept-Datetime", "Accept-Encoding", "Accept-Language", "Origin", "Prefer", "Save-Data", "X-Requested-With",
        "Forwarded", "X-Forwarded-Host", "X-Forwarded-Path", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-Forwarded-Scheme",
        "X-Forwarded-Server", "X-Forwarded-Uri", "X-HTTP-Method-Override", "X-Original-Host", "X-Original-Prefix", "X-Original-Proto",
        "X-Original-URL", "X-Rewrite-URL",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly Lock _gate = new();
    private readonly SortedSet<string> _negotiated = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _cookies = [];
    private readonly HashSet<string> _changed = new(StringComparer.OrdinalIgnoreCase);

    public bool HasUsedSession { get; private set; }

    public bool HasUsedAntiforgery { get; private set; }

    // The first cookie that was read; "Cookie" if the whole header was read.
    public string? Cookie
    {
        get
        {
            lock (_gate)
                return _cookies.FirstOrDefault();
        }
    }

    // The first header with a credential that was read.
    public string? Credential { get; private set; }

    // The content negotiation headers that were read, such as Accept or X-Forwarded-Host.
    public string[] Negotiated
    {
        get
        {
            lock (_gate)
                return [.. _negotiated];
        }
    }

    // Whether the request was authenticated after the cache, which had treated it as anonymous.
    public bool HasAuthenticated { get; private set; }

    // Whether code after the cache changed a request header.
    public bool HasChanged(string name)
    {
        lock (_gate)
            return _changed.Contains(name);
    }

    public void RecordChange(string name)
    {
        lock (_gate)
            _changed.Add(name);
    }

    public void RecordSession() => HasUsedSession = true;

    public void RecordAuthentication() => HasAuthenticated = true;

    public void RecordAntiforgery() => HasUsedAntiforgery = true;

    public void RecordCookie(string name)
    {
        if (keyHeaders.Contains("Cookie", StringComparer.OrdinalIgnoreCase) || declaredCookies.Contains(name, StringComparer.Ordinal))
            return;

        lock (_gate)
            _cookies.Add(name);
    }

    // Drops the read of the session cookie by the session middleware, which happens in every request just before it sets the feature. Use
    // of the session is recorded separately.
    public void DropSessionCookie()
    {
        lock (_gate)
        {
            if (_cookies is [.., { } last] && last == sessionCookie)
                _cookies.RemoveAt(_cookies.Count - 1);
        }
    }

    // Recorded even if the client sent no cookies, because the response may depend on their absence.
    public void RecordAllCookies(ICollection<string> present) =>
        RecordCookie(present.FirstOrDefault(name => !declaredCookies.Contains(name, StringComparer.Ordinal)) ?? "Cookie");

    public void RecordHeader(string name)
    {
        if (keyHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            return;

        if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
        {
            RecordCookie("Cookie");
        }
        else if (_negotiating.Contains(name))
        {
            lock (_gate)
                _negotiated.Add(name);
        }
        else if (Credential is null && IsCredential(name))
        {
            Credential = name;
        }
    }

    // For code that enumerates the headers, as a proxy does: only those that the client sent are recorded.
    public void RecordAllHeaders(ICollection<string> present)
    {
        foreach (string name in present)
        {
            if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) || IsCredential(name))
                RecordHeader(name);
        }
    }

    // Authorization is excluded: requests with it are cached only if the endpoint varies by user.
    private static bool IsCredential(string name) =>
        !name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && Credentials.IsCredential(name);
}
