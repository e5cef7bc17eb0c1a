namespace CacheKit;

// Drawings of 16 by 16 units in the colour of the text around them.
internal static class Icon
{
    public static readonly Html Brand = Html.Of($"""
        <svg width="22" height="22" viewBox="0 0 22 22" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"
        aria-hidden="true">
        <path d="M11 2 20 7l-9 5-9-5z" fill="currentColor"/><path d="m2 11.5 9 5 9-5"/><path d="m2 16 9 5 9-5" opacity=".45"/></svg>
        """);

    public static readonly Html Automatic = Draw("auto", "M8 2a6 6 0 1 0 0 12z M8 2a6 6 0 0 1 0 12");
    public static readonly Html Sun = Draw(
        "sun", "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1");

    public static readonly Html Moon = Draw("moon", "M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7z");
    public static readonly Html Copy = Draw("copy", "M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3");

    public static Html Large(string path) => Html.Of($"""
        <svg width="44" height="44" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"
        aria-hidden="true"><path d="{path}"/></svg>
        """);

    private static Html Draw(string name, string path) => Html.Of($"""
        <svg class="{name}" width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor"
        stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="{path}"/></svg>
        """);
}
