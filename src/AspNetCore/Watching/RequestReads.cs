using System.Collections.Frozen;

namespace CacheKit;

// What a handler read of one client that the key of its response does not hold.
//
// A response made from such a read is that client's alone, unless the read was of a header that content negotiation goes by:
// then the response is for every client that sends the same value.
internal sealed class RequestReads(string[] keyHeaders, string[] knownCookies, string sessionCookie)
{
    // Headers of content negotiation, and headers by which a client or a proxy makes a request stand for another one. The list is closed, as a
    // client may send any name. The address of the client itself is read to be logged most of the time.
    private static readonly FrozenSet<string> _choosing = new[]
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

    // The first such cookie; "Cookie" where the header was read whole.
    public string? Cookie
    {
        get
        {
            lock (_gate)
                return _cookies.FirstOrDefault();
        }
    }

    // The first such header that carries a credential.
    public string? Credential { get; private set; }

    // The headers that chose among representations, such as Accept, or among addresses, such as X-Forwarded-Host.
    public string[] Negotiated
    {
        get
        {
            lock (_gate)
                return [.. _negotiated];
        }
    }

    // Whether the request was authenticated behind the cache, which has taken it for nobody's.
    public bool HasAuthenticated { get; private set; }

    // Whether a header has another value than the client gave it.
    public bool HasChanged(string name)
    {
        lock (_gate)
            return _changed.Contains(name);
    }

    public void NoteChange(string name)
    {
        lock (_gate)
            _changed.Add(name);
    }

    public void NoteSession() => HasUsedSession = true;

    public void NoteAuthentication() => HasAuthenticated = true;

    public void NoteAntiforgery() => HasUsedAntiforgery = true;

    public void NoteCookie(string name)
    {
        if (keyHeaders.Contains("Cookie", StringComparer.OrdinalIgnoreCase) || knownCookies.Contains(name, StringComparer.Ordinal))
            return;

        lock (_gate)
            _cookies.Add(name);
    }

    // The middleware of the session reads its cookie at every request, just before; use of the session is noted by itself.
    public void NoteSessionSetUp()
    {
        lock (_gate)
        {
            if (_cookies is [.., { } last] && last == sessionCookie)
                _cookies.RemoveAt(_cookies.Count - 1);
        }
    }

    // That a client has no such cookie is something that a handler learns too.
    public void NoteAllCookies(ICollection<string> present) =>
        NoteCookie(present.FirstOrDefault(name => !knownCookies.Contains(name, StringComparer.Ordinal)) ?? "Cookie");

    public void NoteHeader(string name)
    {
        if (keyHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            return;

        if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
        {
            NoteCookie("Cookie");
        }
        else if (_choosing.Contains(name))
        {
            lock (_gate)
                _negotiated.Add(name);
        }
        else if (Credential is null && IsCredential(name))
        {
            Credential = name;
        }
    }

    // A handler that looks at all headers, as a proxy does, is given what this client has sent.
    public void NoteAllHeaders(ICollection<string> present)
    {
        foreach (string name in present)
        {
            if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase) || IsCredential(name))
                NoteHeader(name);
        }
    }

    // A request with Authorization is answered only where the endpoint varies by user.
    private static bool IsCredential(string name) =>
        !name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && Credentials.IsCredential(name);
}
