using Microsoft.Extensions.Primitives;

namespace CacheKit;

// What a handler asks of caches by Cache-Control (RFC 9111, section 5.2.2, and RFC 5861). Of a directive that is said twice the
// stricter counts.
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

    // Whether it must not be sent stale: for a cache that many share, s-maxage includes proxy-revalidate (RFC 9111, section 5.2.2.10).
    public bool MustRevalidate { get; private set; }

    public TimeSpan? MaxAge { get; private set; }

    public TimeSpan? SharedMaxAge { get; private set; }

    public TimeSpan? StaleWhileRevalidate { get; private set; }

    public TimeSpan? StaleIfError { get; private set; }

    // Whether one can't be read, which so may forbid anything.
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
