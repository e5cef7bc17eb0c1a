namespace CacheKit;

// What a handler read of one client that the key of its response does not hold.
//
// A response made from such a read is that client's alone, unless the read was of a header that content negotiation goes by:
// then the response is for every client that sends the same value.
internal sealed class RequestReads(string[] keyHeaders, string[] knownCookies)
{
    private static readonly string[] _negotiating = ["Origin", "Prefer", "Save-Data", "X-Requested-With"];

    // By these a client, or a proxy for it, has a request taken for another one.
    private static readonly string[] _addressing =
        ["Forwarded", "X-HTTP-Method-Override", "X-Original-Host", "X-Original-Proto", "X-Original-URL", "X-Rewrite-URL"];

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

    // The headers that chose among representations, such as Accept, or among addresses, such as X-Forwarded-Host.
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
        else if (IsChoosing(name))
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

    // The address of the client itself is no more than what logs want.
    private static bool IsChoosing(string name) =>
        name.StartsWith("Accept", StringComparison.OrdinalIgnoreCase) || _negotiating.Contains(name, StringComparer.OrdinalIgnoreCase) ||
        _addressing.Contains(name, StringComparer.OrdinalIgnoreCase) ||
        (name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) && !name.Equals("X-Forwarded-For", StringComparison.OrdinalIgnoreCase));

    // A request with Authorization is answered only where the endpoint varies by user.
    private static bool IsCredential(string name) =>
        !name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && Credentials.IsCredential(name);
}
