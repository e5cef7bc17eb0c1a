using System.Globalization;
using System.Security.Claims;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Makes the changes that a user asks for, and logs them.
internal sealed class DashboardChanges(DashboardCaches caches, ILogger logger)
{
    public const int LargestRemoval = 1_000;

    public async ValueTask<RemovedModel> RemoveAsync(string cache, RemoveRequest request, ClaimsPrincipal user)
    {
        if (request.Keys is not { Count: > 0 and <= LargestRemoval } keys)
            throw Bad($"keys is not a list of 1 to {LargestRemoval} keys.");

        CacheInspector inspector = caches.Of(cache);
        foreach (string? key in keys)
            DashboardCaches.RequireOwn(inspector, Required(key, "An item of keys"));

        long removed = 0;
        foreach (string? key in keys)
        {
            removed += await inspector.RemoveAsync(key!).ConfigureAwait(false) ? 1 : 0;
            logger.ChangedInDashboard(key!);
        }

        logger.RemovedInDashboard(NameOf(user), removed, keys.Count, inspector.Name);
        return new RemovedModel(removed);
    }

    public async ValueTask<ClearedModel> ClearAsync(string cache, ClearRequest request, ClaimsPrincipal user)
    {
        CacheInspector inspector = caches.Of(cache);
        long? cleared = await ClearAsync(inspector, request.Namespace).ConfigureAwait(false);
        string entries = cleared is null ? "an unknown number of" : string.Create(CultureInfo.InvariantCulture, $"{cleared}");
        if (request.Namespace is { } @namespace)
            logger.ClearedInDashboard(NameOf(user), @namespace, inspector.Name, entries);
        else
            logger.ClearedInDashboard(NameOf(user), inspector.Name, entries);
        return new ClearedModel(cleared);
    }

    // Null if the store does not count.
    private static async ValueTask<long?> ClearAsync(CacheInspector inspector, string? @namespace)
    {
        try
        {
            long cleared = await inspector.ClearAsync(@namespace).ConfigureAwait(false);
            return cleared < 0 ? null : cleared;
        }
        catch (StoreRefusedException exception)
        {
            throw DashboardException.Of(exception);
        }
    }

    public async ValueTask<EvictedModel> EvictAsync(string cache, EvictRequest request, ClaimsPrincipal user)
    {
        string tag = Required(request.Tag, "tag");
        EvictionMode mode = request.Mode switch
        {
            "immediate" => EvictionMode.Immediate,
            "soft" => EvictionMode.Soft,
            _ => throw Bad("mode is neither immediate nor soft."),
        };
        CacheInspector inspector = caches.Of(cache);
        bool isDone = await inspector.EvictAsync(tag, mode).ConfigureAwait(false);
        logger.EvictedInDashboard(NameOf(user), tag, inspector.Name, mode);
        return new EvictedModel(isDone);
    }

    public async ValueTask<RefreshedModel> RefreshAsync(string cache, RefreshRequest request, ClaimsPrincipal user)
    {
        string key = Required(request.Key, "key");
        CacheInspector inspector = caches.Of(cache);
        DashboardCaches.RequireOwn(inspector, key);
        bool isRefreshed = await inspector.RefreshAsync(key).ConfigureAwait(false);
        if (isRefreshed)
        {
            logger.ChangedInDashboard(key);
            logger.RefreshedInDashboard(NameOf(user), inspector.Name);
        }

        return new RefreshedModel(isRefreshed);
    }

    public SwitchedModel Switch(string cache, SwitchRequest request, ClaimsPrincipal user)
    {
        bool isEnabled = request.IsEnabled ?? throw Bad("isEnabled is missing.");
        CacheInspector inspector = caches.Of(cache);
        inspector.Enabled = isEnabled;
        if (isEnabled)
            logger.SwitchedOnInDashboard(NameOf(user), inspector.Name);
        else
            logger.SwitchedOffInDashboard(NameOf(user), inspector.Name);
        return new SwitchedModel(isEnabled);
    }

    private static string Required(string? text, string name) => string.IsNullOrEmpty(text) ? throw Bad($"{name} is missing or empty.") : text;

    private static DashboardException Bad(string message) => new(DashboardFault.BadBody, message);

    private static string NameOf(ClaimsPrincipal user) => user.Identity?.Name is { Length: > 0 } name ? name : "An unnamed user";
}
