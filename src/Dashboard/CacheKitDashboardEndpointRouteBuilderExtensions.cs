using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

/// <summary>Maps the dashboard.</summary>
public static class CacheKitDashboardEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the dashboard: pages that show what is cached, and a JSON API. Outside Development it answers only if authorization is required
    /// on the returned endpoints, for example by <c>RequireAuthorization()</c>. In Development it also answers requests of the same machine.
    /// </summary>
    /// <param name="endpoints">The application, or a group of its routes.</param>
    /// <param name="pattern">The path of the dashboard.</param>
    /// <param name="configure">Changes the settings; null: the defaults.</param>
    /// <returns>The endpoints of the dashboard, for further conventions.</returns>
    public static IEndpointConventionBuilder MapCacheKit(
        this IEndpointRouteBuilder endpoints, string pattern = "/cachekit", Action<CacheKitDashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        var options = new CacheKitDashboardOptions();
        configure?.Invoke(options);

        IServiceProvider services = endpoints.ServiceProvider;
        ILoggerFactory loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        ILogger logger = loggers.CreateLogger("CacheKit");
        TimeProvider time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var events = new EventLog(time);
        loggers.AddProvider(new EventRecorder(events));

        var caches = new DashboardCaches(services);
        var settings = new DashboardSettings(options.ReadOnly, options.ShowsValues);
        var reader = new DashboardReader(caches, settings, events, time);
        var api = new DashboardApi(reader, new DashboardChanges(caches, logger), new ApiAnswer(logger));
        var access = new DashboardAccess(services);
        var mark = new DashboardMark();
        var observation = new Observation(caches, time);
        CancellationToken stopping = services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default;

        RouteGroupBuilder group = endpoints.MapGroup(pattern);
        group.WithMetadata(mark).ExcludeFromDescription().DisableAntiforgery();
        Guard(group, new AccessGuard(access), observation);
        api.Map(group.MapGroup("/api"), new LiveFeed(reader, observation, time, stopping));
        DashboardPages.Map(group, reader);
        ClosedDashboardWarning.Prepare(services, access, mark, logger);
        return group;
    }

    // Runs after all conventions of the application, so that none of them caches the dashboard.
    private static void Guard(IEndpointConventionBuilder group, AccessGuard guard, Observation observation) => group.Finally(endpoint =>
    {
        foreach (object setting in endpoint.Metadata.Where(item => item is CacheAttribute).ToList())
            endpoint.Metadata.Remove(setting);

        RequestDelegate answer = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = guard.Before(context =>
        {
            observation.Extend();
            return answer(context);
        });
    });
}
