namespace CacheKit;

// What a panel shows when it has nothing to show: what is the case, and what to do.
internal static class Notice
{
    private const string Box = "M2 5l6-3 6 3-6 3zM2 5v6l6 3 6-3V5M8 8v6";
    private const string Warning = "M8 2 14.5 13.5h-13zM8 6.5v3M8 11.5v.1";

    public static Html Empty(string title, Html text) => Of(Box, title, text);

    public static Html Fault(DashboardException fault, Html actions = default) => Html.Of($"""
        <div class="empty" role="alert" data-fault="{fault.Fault.ToString()}">{Icon.Large(Warning)}<h2>{Title(fault.Fault)}</h2>
        <p>{fault.Message}</p>
        <div class="actions">{actions}</div></div>
        """);

    private static Html Of(string icon, string title, Html text) =>
        Html.Of($"""<div class="empty">{Icon.Large(icon)}<h2>{title}</h2><p>{text}</p></div>""");

    private static string Title(DashboardFault fault) => fault switch
    {
        DashboardFault.UnknownCache => "There is no such cache",
        DashboardFault.UnknownCursor => "This page of keys can't be found",
        DashboardFault.KeyNotFound => "The entry is gone",
        DashboardFault.StoreUnavailable => "The store does not answer",
        DashboardFault.NoListing => "This store can't list its keys",
        _ => "The address is not complete",
    };
}
