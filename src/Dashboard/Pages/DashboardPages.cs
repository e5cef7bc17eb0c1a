using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

// The pages of the dashboard, and their assets.
internal sealed class DashboardPages
{
    private readonly DashboardReader _reader;
    private readonly PageFrame _frame;

    private DashboardPages(DashboardReader reader)
    {
        _reader = reader;
        _frame = new PageFrame(AssetFiles.Embedded, reader.Settings.IsReadOnly);
    }

    public static void Map(RouteGroupBuilder group, DashboardReader reader)
    {
        var pages = new DashboardPages(reader);
        group.MapGet("/", (RequestDelegate)pages.OverviewAsync);
        group.MapGet("/keys", (RequestDelegate)pages.KeysAsync);
        group.MapGet("/entry", (RequestDelegate)pages.EntryAsync);
        group.MapGet("/events", (RequestDelegate)pages.EventsAsync);
        group.MapGet("/assets/{name}", (RequestDelegate)AssetAsync);
    }

    private Task OverviewAsync(HttpContext context)
    {
        // All links of the pages are relative to the address with the slash.
        if (context.Request.Path.Value is not { } path || !path.EndsWith('/'))
        {
            context.Response.StatusCode = StatusCodes.Status302Found;
            string full = context.Request.PathBase + context.Request.Path;
            context.Response.Headers.Location = "./" + full[(full.LastIndexOf('/') + 1)..] + "/" + context.Request.QueryString;
            return Task.CompletedTask;
        }

        string? sort = context.Request.Query["sort"];
        return WriteAsync(context, "overview", "Overview", OverviewPage.Of(_reader.Caches(), _reader.Figures(), _reader.Events(), sort));
    }

    private async Task KeysAsync(HttpContext context)
    {
        CachesModel caches = _reader.Caches();
        KeysQuery query = KeysQuery.Of(context.Request.Query);
        query = query with { Cache = query.Cache ?? (caches.Caches is [{ } first, ..] ? first.Name : null) };
        KeyPageModel? keys = null;
        DashboardException? fault = null;
        try
        {
            keys = await _reader.KeysAsync(
                query.Cache ?? "", query.Namespace, query.Find, query.Cursor, query.PageSize, context.RequestAborted).ConfigureAwait(false);
        }
        catch (DashboardException e)
        {
            fault = e;
            context.Response.StatusCode = FaultStatus.Of(e.Fault);
        }

        await WriteAsync(context, "keys", "Keys", KeysPage.Of(caches, _reader.Figures(), query, keys, fault)).ConfigureAwait(false);
    }

    private async Task EntryAsync(HttpContext context)
    {
        string? cache = context.Request.Query["cache"], key = context.Request.Query["key"];
        Html content;
        try
        {
            EntryModel entry = await _reader.EntryAsync(cache ?? "", key ?? "", context.RequestAborted).ConfigureAwait(false);
            content = EntryPage.Of(cache!, entry, _reader.Caches(), _reader.Figures().At);
        }
        catch (DashboardException e)
        {
            context.Response.StatusCode = FaultStatus.Of(e.Fault);
            content = EntryPage.OfFault(e.Fault == DashboardFault.UnknownCache ? null : cache, e);
        }

        await WriteAsync(context, "entry", "Entry", content).ConfigureAwait(false);
    }

    private Task EventsAsync(HttpContext context) =>
        WriteAsync(context, "events", "Events", EventsPage.Of(_reader.Events(), _reader.Figures().At));

    private Task WriteAsync(HttpContext context, string page, string title, Html content)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(_frame.Around(page, title, content).ToString(), context.RequestAborted);
    }

    // Only an address with the hash of this version may be kept: while versions are exchanged, a page of the other one may ask this one.
    private static async Task AssetAsync(HttpContext context)
    {
        if (context.Request.RouteValues["name"] is not string name || AssetFiles.Embedded.Find(name) is not { } asset)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (context.Request.Query["v"] == AssetFiles.Embedded.Version)
            context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        context.Response.ContentType = asset.ContentType;
        context.Response.ContentLength = asset.Content.Length;
        await context.Response.Body.WriteAsync(asset.Content, context.RequestAborted).ConfigureAwait(false);
    }
}
