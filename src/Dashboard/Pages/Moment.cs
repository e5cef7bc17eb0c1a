using System.Globalization;

namespace CacheKit;

// A time as the time since then, which Assets/life.js keeps right.
internal static class Moment
{
    public static Html Ago(DateTimeOffset at, DateTimeOffset now) =>
        Html.Of($"""<time datetime="{Iso(at)}" title="{Iso(at)}">{Words(now - at)}</time>""");

    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Words(TimeSpan since) => since.TotalSeconds < 1 ? "just now" : Figure.Life(since.TotalSeconds) + " ago";
}
