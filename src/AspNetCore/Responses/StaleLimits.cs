using System.Globalization;

namespace CacheKit;

// The times after its expiration during which a response may be sent stale (RFC 5861): while the handler refreshes it, and if the refresh
// fails. A client waits up to WaitLimit for the refresh (null: until it is complete).
internal readonly record struct StaleLimits(TimeSpan WhileRevalidating, TimeSpan IfError, TimeSpan? WaitLimit)
{
    private const string WhileRevalidatingDirective = "stale-while-revalidate";
    private const string IfErrorDirective = "stale-if-error";

    // The time for which an expired entry must be kept.
    public TimeSpan Longest => WhileRevalidating > IfError ? WhileRevalidating : IfError;

    public static StaleLimits Of(StaleOptions asked) =>
        new(asked.SoftTimeout is null ? TimeSpan.Zero : asked.Grace, asked.Grace, asked.SoftTimeout);

    // The directives of the response override the settings of the endpoint.
    public StaleLimits For(CachedResponse response)
    {
        ResponseDirectives directives = response.Directives;
        return directives.MustRevalidate
            ? default
            : new StaleLimits(
                directives.StaleWhileRevalidate ?? WhileRevalidating,
                directives.StaleIfError ?? IfError,
                directives.StaleWhileRevalidate is null ? WaitLimit : WaitLimit ?? TimeSpan.Zero);
    }

    // The remaining limits for a response with this time to live. It is negative if the response has expired.
    public StaleLimits RemainingAt(TimeSpan? timeToLive) => timeToLive < TimeSpan.Zero
        ? this with { WhileRevalidating = Left(WhileRevalidating, timeToLive.Value), IfError = Left(IfError, timeToLive.Value) }
        : this;

    // The directives, each after a comma, to append to a Cache-Control value.
    public override string ToString() => Directive(WhileRevalidatingDirective, WhileRevalidating) + Directive(IfErrorDirective, IfError);

    private static TimeSpan Left(TimeSpan window, TimeSpan timeToLive) => window + timeToLive is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private static string Directive(string name, TimeSpan window) =>
        window.TotalSeconds < 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {name}={(long)window.TotalSeconds}");
}
