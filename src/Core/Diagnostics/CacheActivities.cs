using System.Diagnostics;

namespace CacheKit;

// The spans of the activity source "CacheKit". Each caller checks HasListeners first, so that nothing is allocated without a listener.
internal static class CacheActivities
{
    // An AppContext switch, because the spans belong to the process and not to one cache.
    public const string KeysSwitch = "CacheKit.KeysInTraces";

    private static readonly ActivitySource _source = new(CacheMetrics.Name, typeof(CacheActivities).Assembly.GetName().Version?.ToString(3));

    public static bool RecordsKeys => AppContext.TryGetSwitch(KeysSwitch, out bool isOn) && isOn;

    public static bool HasListeners => _source.HasListeners();

    // A child of the current activity, or a root if there is none.
    public static Activity? Start(string name, ActivityKind kind, ActivityLink[]? links = null) =>
        _source.StartActivity(name, kind, parentContext: default, tags: null, links);

    // Links to the current activity, for a span that is not its child because it may outlive it; null without a listener.
    public static ActivityLink[]? LinksToCurrent() =>
        HasListeners && Activity.Current is { } current ? [new ActivityLink(current.Context)] : null;

    // The root span of a background refresh, which belongs to no request. The caller is outside of its request's activity.
    public static Activity? StartRefresh(RequestFigures figures, ActivityLink[]? links) =>
        HasListeners ? Describe(Start(NameOf("refresh", figures), ActivityKind.Internal, links), figures) : null;

    public static string NameOf(string what, RequestFigures figures) => figures.Name.Length == 0 ? what : $"{what} {figures.Name}";

    public static Activity? Describe(Activity? activity, RequestFigures figures, string? key = null)
    {
        if (activity is not { IsAllDataRequested: true })
            return activity;

        foreach ((string name, object? value) in figures.Tags)
            activity.SetTag(name, value);
        return WithKey(activity, key);
    }

    public static Activity WithKey(Activity activity, string? key)
    {
        if (key is not null && RecordsKeys)
            activity.SetTag(MetricTags.Key, key);
        return activity;
    }

    // Without the message of the exception, which may contain a key.
    public static void Fail(Activity? activity, Exception exception) =>
        activity?.SetTag(MetricTags.Error, exception.GetType().FullName).SetStatus(ActivityStatusCode.Error);
}
