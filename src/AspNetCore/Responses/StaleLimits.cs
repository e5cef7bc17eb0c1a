using System.Globalization;

namespace CacheKit;

// For how long a response may be sent after it has expired: while it is made anew, for which a client waits so long before (null: until it
// is there), and where that fails (RFC 5861).
internal readonly record struct StaleLimits(TimeSpan WhileRevalidating, TimeSpan IfError, TimeSpan? WaitLimit)
{
    private const string WhileRevalidatingDirective = "stale-while-revalidate";
    private const string IfErrorDirective = "stale-if-error";

    // How long it is kept for that.
    public TimeSpan Longest => WhileRevalidating > IfError ? WhileRevalidating : IfError;

    public static StaleLimits Of(StaleOptions asked) =>
        new(asked.SoftTimeout is null ? TimeSpan.Zero : asked.Grace, asked.Grace, asked.SoftTimeout);

    // What a handler says itself comes before what its endpoint says.
    public StaleLimits For(CachedResponse response)
    {
        ResponseDirectives said = response.Directives;
        return said.MustRevalidate
            ? default
            : new StaleLimits(
                said.StaleWhileRevalidate ?? WhileRevalidating,
                said.StaleIfError ?? IfError,
                said.StaleWhileRevalidate is null ? WaitLimit : WaitLimit ?? TimeSpan.Zero);
    }

    // What is left of them for a response that still has so long to live, less than zero where it has expired.
    public StaleLimits RemainingAt(TimeSpan? timeToLive) => timeToLive < TimeSpan.Zero
        ? this with { WhileRevalidating = Left(WhileRevalidating, timeToLive.Value), IfError = Left(IfError, timeToLive.Value) }
        : this;

    // As directives that follow another one.
    public override string ToString() => Directive(WhileRevalidatingDirective, WhileRevalidating) + Directive(IfErrorDirective, IfError);

    private static TimeSpan Left(TimeSpan window, TimeSpan timeToLive) => window + timeToLive is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private static string Directive(string name, TimeSpan window) =>
        window.TotalSeconds < 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {name}={(long)window.TotalSeconds}");
}
