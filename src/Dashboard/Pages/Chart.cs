namespace CacheKit;

// The place of a chart of the last minute, which Assets/chart.js draws. The same figures stand beside it as text.
internal static class Chart
{
    public static Html Of(int height) => Html.Of($"""
        <svg class="chart" viewBox="0 0 60 {height}" preserveAspectRatio="none" aria-hidden="true" data-chart>
        <path class="hits"/><path class="others"/></svg>
        """);
}
