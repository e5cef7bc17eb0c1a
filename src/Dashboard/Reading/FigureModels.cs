namespace CacheKit;

// Describes the figures of a cache and what it computes at the moment.
internal static class FigureModels
{
    private const double Percentile = 0.95;

    public static CacheFiguresModel Of(CacheInspector cache) => new(
        cache.Name,
        [
            .. from subject in cache.Cache.Figures.Subjects
               let model = Of(subject)
               where IsUsed(model)
               orderby model.Kind, model.Name, model.Namespace
               select model,
        ],
        [
            .. cache.Flights.Select(flight => new FlightModel("flight", flight.Key, flight.Since, flight.Waiting, flight.IsInBackground)),
            .. cache.Leases.Select(lease => new FlightModel("lease", lease.Key, lease.Since, lease.IsHeld ? 0 : 1, IsBackground: false)),
        ]);

    private static SubjectModel Of(RequestFigures subject)
    {
        (long hits, long misses, long stale) = (subject.Hits, subject.Misses, subject.Stale);
        long answered = hits + misses + stale;
        DurationFigures computations = subject.Computations;
        return new SubjectModel(
            NameOf(subject.Kind),
            subject.Name,
            subject.Namespace,
            hits,
            misses,
            stale,
            subject.Bypasses,
            answered == 0 ? null : (double)(hits + stale) / answered,
            new ComputationsModel(
                computations.Count, computations.Mean.TotalSeconds, computations.Percentile(Percentile).TotalSeconds, computations.Max.TotalSeconds),
            Of(subject.BypassReasons),
            Of(subject.UnstoredReasons));
    }

    // A function is known from its first call on, which may have been before anybody watched.
    private static bool IsUsed(SubjectModel subject) =>
        subject.Hits + subject.Misses + subject.Stale + subject.Bypasses + subject.Computations.Count > 0 || subject.UnstoredReasons.Count > 0;

    // The most frequent first.
    private static IReadOnlyList<ReasonModel> Of(IReadOnlyDictionary<string, long> reasons) =>
        [.. reasons.Select(reason => new ReasonModel(reason.Key, reason.Value)).OrderByDescending(reason => reason.Count).ThenBy(reason => reason.Reason)];

    private static string NameOf(SubjectKind kind) => kind switch
    {
        SubjectKind.Function => "function",
        SubjectKind.Route => "route",
        _ => "namespace",
    };
}
