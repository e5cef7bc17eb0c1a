using Microsoft.Extensions.Primitives;

namespace CacheKit;

// The Cache-Control directives of a response (RFC 9111, section 5.2.2, and RFC 5861). If a directive occurs twice, the stricter one is
// used.
internal sealed class ResponseDirectives
{
    public static readonly ResponseDirectives None = new();

    private ResponseDirectives()
    {
    }

    public bool NoStore { get; private set; }

    public bool NoCache { get; private set; }

    public bool IsPrivate { get; private set; }

    public bool IsPublic { get; private set; }

    // Whether the response must not be sent stale. For a shared cache, s-maxage implies proxy-revalidate (RFC 9111, section 5.2.2.10).
    public bool MustRevalidate { get; private set; }

    public TimeSpan? MaxAge { get; private set; }

    public TimeSpan? SharedMaxAge { get; private set; }

    public TimeSpan? StaleWhileRevalidate { get; private set; }

    public TimeSpan? StaleIfError { get; private set; }

    // Whether a directive is malformed. It may have been meant to forbid storing.
    public bool IsUnreadable { get; private set; }

    public static ResponseDirectives Of(StringValues cacheControl)
    {
        var reader = new DirectiveReader(cacheControl);
        if (!reader.Read())
            return None;

        var directives = new ResponseDirectives();
        do
        {
            directives.Add(reader);
        }
        while (reader.Read());

        return directives;
    }

    private void Add(in DirectiveReader directive)
    {
        if (directive.Is("no-store"))
            NoStore = true;
        else if (directive.Is("no-cache"))
            NoCache = MustRevalidate = true;
        else if (directive.Is("private"))
            IsPrivate = true;
        else if (directive.Is("public"))
            IsPublic = true;
        else if (directive.Is("must-revalidate") || directive.Is("proxy-revalidate"))
            MustRevalidate = true;
        else if (directive.Is("stale-while-revalidate"))
            StaleWhileRevalidate = DeltaSeconds.Shorter(StaleWhileRevalidate, directive.Seconds);
        else if (directive.Is("stale-if-error"))
            StaleIfError = DeltaSeconds.Shorter(StaleIfError, directive.Seconds);
        else
            AddLifetime(directive);
    }

    private void AddLifetime(in DirectiveReader directive)
    {
        bool isShared = directive.Is("s-maxage");
        if (isShared || directive.Is("max-age"))
        {
            TimeSpan? seconds = directive.Seconds;
            IsUnreadable |= seconds is null;
            MustRevalidate |= isShared;
            if (isShared)
                SharedMaxAge = DeltaSeconds.Shorter(SharedMaxAge, seconds);
            else
                MaxAge = DeltaSeconds.Shorter(MaxAge, seconds);
        }

        IsUnreadable |= !directive.IsReadable;
    }
}
