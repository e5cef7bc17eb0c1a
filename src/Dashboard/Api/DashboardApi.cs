using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CacheKit;

// Maps the JSON API.
internal sealed class DashboardApi(DashboardReader reader, DashboardChanges changes, ApiAnswer answers)
{
    private const string RemoveForm = """{ "keys": ["..."] }""";
    private const string ClearForm = """{ "namespace": "..." }, or { "namespace": null } for the whole cache""";
    private const string EvictForm = """{ "tag": "...", "mode": "immediate" }, or the mode "soft" in its place""";
    private const string RefreshForm = """{ "key": "..." }""";
    private const string SwitchForm = """{ "isEnabled": true }, or false""";

    private readonly ApiChange _change = new(reader.Settings);

    public void Map(RouteGroupBuilder api, LiveFeed live)
    {
        api.MapGet("/caches", answers.Json(_ => reader.Caches(), DashboardJson.Readable.CachesModel));
        api.MapGet("/figures", answers.Json(_ => reader.Figures(), DashboardJson.Readable.FiguresModel));
        api.MapGet("/events", answers.Json(_ => reader.Events(), DashboardJson.Readable.EventsModel));
        api.MapGet("/live", answers.Guarded(live.SendAsync));
        api.MapGet("/openapi.json", answers.Guarded(OpenApiAnswer.SendAsync));

        RouteGroupBuilder cache = api.MapGroup("/caches/{cache}");
        cache.MapGet("/keys", answers.JsonAsync(KeysAsync, DashboardJson.Readable.KeyPageModel))
            .WithMetadata(new ApiParameters("namespace", "find", "cursor", "size"));
        cache.MapGet("/entry", answers.JsonAsync(EntryAsync, DashboardJson.Readable.EntryModel))
            .WithMetadata(new ApiParameters("key"));
        cache.MapPost("/remove", answers.JsonAsync(RemoveAsync, DashboardJson.Readable.RemovedModel));
        cache.MapPost("/clear", answers.JsonAsync(ClearAsync, DashboardJson.Readable.ClearedModel));
        cache.MapPost("/evict", answers.JsonAsync(EvictAsync, DashboardJson.Readable.EvictedModel));
        cache.MapPost("/refresh", answers.JsonAsync(RefreshAsync, DashboardJson.Readable.RefreshedModel));
        cache.MapPost("/switch", answers.JsonAsync(SwitchAsync, DashboardJson.Readable.SwitchedModel));
    }

    private ValueTask<KeyPageModel> KeysAsync(HttpContext context) => reader.KeysAsync(
        ApiQuery.CacheOf(context), ApiQuery.TextOf(context, "namespace"), ApiQuery.TextOf(context, "find"), ApiQuery.TextOf(context, "cursor"),
        ApiQuery.SizeOf(context), context.RequestAborted);

    private ValueTask<EntryModel> EntryAsync(HttpContext context) =>
        reader.EntryAsync(ApiQuery.CacheOf(context), ApiQuery.RequiredOf(context, "key"), context.RequestAborted);

    private async ValueTask<RemovedModel> RemoveAsync(HttpContext context)
    {
        RemoveRequest request = await _change.ReadAsync(context, DashboardJson.Readable.RemoveRequest, RemoveForm).ConfigureAwait(false);
        return await changes.RemoveAsync(ApiQuery.CacheOf(context), request, context.User).ConfigureAwait(false);
    }

    private async ValueTask<ClearedModel> ClearAsync(HttpContext context)
    {
        ClearRequest request = await _change.ReadAsync(context, DashboardJson.Readable.ClearRequest, ClearForm).ConfigureAwait(false);
        return await changes.ClearAsync(ApiQuery.CacheOf(context), request, context.User).ConfigureAwait(false);
    }

    private async ValueTask<EvictedModel> EvictAsync(HttpContext context)
    {
        EvictRequest request = await _change.ReadAsync(context, DashboardJson.Readable.EvictRequest, EvictForm).ConfigureAwait(false);
        return await changes.EvictAsync(ApiQuery.CacheOf(context), request, context.User).ConfigureAwait(false);
    }

    private async ValueTask<RefreshedModel> RefreshAsync(HttpContext context)
    {
        RefreshRequest request = await _change.ReadAsync(context, DashboardJson.Readable.RefreshRequest, RefreshForm).ConfigureAwait(false);
        return await changes.RefreshAsync(ApiQuery.CacheOf(context), request, context.User).ConfigureAwait(false);
    }

    private async ValueTask<SwitchedModel> SwitchAsync(HttpContext context)
    {
        SwitchRequest request = await _change.ReadAsync(context, DashboardJson.Readable.SwitchRequest, SwitchForm).ConfigureAwait(false);
        return changes.Switch(ApiQuery.CacheOf(context), request, context.User);
    }
}
