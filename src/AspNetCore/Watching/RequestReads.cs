namespace CacheKit;

// What a handler read of one client that the key of its response does not hold.
//
// A response made from such a read is that client's alone, unless the read was of a header that content negotiation goes by:
// then the response is for every client that sends the same value.
internal sealed class RequestReads(string[] keyHeaders, string[] knownCookies)
{
    private static readonly string[] _negotiating = ["Origin", "Prefer", "Save-Data", "X-Requested-With"];

    private readonly Lock _gate = new();
    private readonly SortedSet<string> _negotiated = new(StringComparer.OrdinalIgnoreCase);
    private string? _firstCookie;
    private string? _onlyCookie;

    public bool HasUsedSession { get; private set; }

    public bool HasUsedAntiforgery { get; private set; }

    // The first such cookie; "Cookie" where the header was read whole.
    public string? Cookie => _firstCookie ?? _onlyCookie;

    // The first such header that carries a credential.
    public string? Credential { get; private set; }

    // The headers that chose among representations, such as Accept.
    public string[] Negotiated
    {
        get
        {
            lock (_gate)
                return [.. _negotiated];
        }
    }

    public void NoteSession() => HasUsedSession = true;

    public void NoteAntiforgery() => HasUsedAntiforgery = true;

    public void NoteCookie(string name)
    {
        if (keyHeaders.Contains("Cookie", StringComparer.OrdinalIgnoreCase) || knownCookies.Contains(name, StringComparer.Ordinal))
            return;

        if (_onlyCookie is null)
            _onlyCookie = name;
        else
            _firstCookie ??= _onlyCookie;
    }

    // That a client has no such cookie is something that a handler learns too.
    public void NoteAllCookies(ICollection<string> present)
    {
        if (keyHeaders.Contains("Cookie", StringComparer.OrdinalIgnoreCase))
            return;

        NoteCookie(present.FirstOrDefault(name => !knownCookies.Contains(name, StringComparer.Ordinal)) ?? "Cookie");
    }

    // The middleware of the session has read its cookie just before; whether the handler uses the session is noted by itself.
    public void NoteSessionSetUp(string? cookie)
    {
        if (_onlyCookie == cookie)
            _onlyCookie = null;
    }

    public void NoteHeader(string name)
    {
        if (keyHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            return;

        if (name.Equals("Cookie", StringComparison.OrdinalIgnoreCase))
        {
            NoteCookie("Cookie");
        }
        else if (name.StartsWith("Accept", StringComparison.OrdinalIgnoreCase) || _negotiating.Contains(name, StringComparer.OrdinalIgnoreCase))
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
