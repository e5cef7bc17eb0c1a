namespace CacheKit;

// Records which client-specific data a handler read that the key does not contain.
//
// After such a read the response is valid only for that client. A header without a credential is the exception: then the response is valid
// for every client that sends the same value.
internal sealed class RequestReads(string[] keyHeaders, string[] declaredCookies, string sessionCookie)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _selecting = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _cookies = [];
    private readonly List<string> _credentials = [];
    private readonly HashSet<string> _changed = new(StringComparer.OrdinalIgnoreCase);

    public bool HasUsedSession { get; private set; }

    public bool HasUsedAntiforgery { get; private set; }

    // Whether the certificate of the client was read.
    public bool HasUsedCertificate { get; private set; }

    // The first cookie that was read; "Cookie" if the whole header was read.
    public string? Cookie
    {
        get
        {
            lock (_gate)
                return _cookies.FirstOrDefault();
        }
    }

    // The headers with a credential that were read.
    public string[] CredentialHeaders
    {
        get
        {
            lock (_gate)
                return [.. _credentials];
        }
    }

    // The headers without a credential that were read, such as Accept or X-Tenant.
    public string[] Selecting
    {
        get
        {
            lock (_gate)
                return [.. _selecting];
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
        else if (IsCredential(name))
        {
            lock (_gate)
                _credentials.Add(name);
        }
        else if (!UnselectiveHeaders.Contain(name) && SendableResponse.IsName(name))
        {
            lock (_gate)
                _selecting.Add(name);
        }
    }

    public void RecordCertificate() => HasUsedCertificate = true;

    // For code that enumerates the headers, as a proxy does: only cookies and credentials that the client sent are recorded.
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
