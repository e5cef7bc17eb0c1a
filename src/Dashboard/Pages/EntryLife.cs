using System.Globalization;

namespace CacheKit;

// The life of an entry as a bar: what is past, what is fresh, and what may be served stale.
internal static class EntryLife
{
    // Times are stored with fewer digits than they have: an entry without a stale part seems to have one of a moment.
    private const double Rounding = 99;

    public static Html Of(EntryModel entry, DateTimeOffset now)
    {
        if (entry.TimeToLive is not { } left)
            return Html.Of($"""<p class="life">This entry never expires.</p>""");

        DateTimeOffset end = left < (DateTimeOffset.MaxValue - now).TotalSeconds ? now.AddSeconds(left) : DateTimeOffset.MaxValue;
        DateTimeOffset created = entry.Created ?? now;
        double all = Math.Max(1, (end - created).TotalSeconds);
        double past = Math.Clamp((now - created).TotalSeconds / all * 100, 0, 100);
        double fresh = Math.Clamp(((entry.FreshUntil ?? end) - created).TotalSeconds / all * 100, past, 100);
        return Html.Of($"""
            <div class="life"><p>Expires in <b data-life="{(long)left}">{Figure.Life(left)}</b></p>
            {Html.When(entry.Created is not null, $"""
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{Text(past)} % of its life is past">
                <rect class="grace" width="100" height="10"/><rect class="fresh" width="{Text(fresh < Rounding ? fresh : 100)}"
                height="10"/>
                <rect class="past" width="{Text(past)}" height="10"/></svg>
                <div class="ends"><span>stored</span>{Html.When(fresh < Rounding, $"<span>then stale</span>")}<span>expires</span></div>
                """)}</div>
            """);
    }

    private static string Text(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
