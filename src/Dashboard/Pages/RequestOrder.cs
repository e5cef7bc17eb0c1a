namespace CacheKit;

// The orders of the table of requests: each begins with the largest figure.
internal sealed record RequestOrder(string Name, string Title, Func<SubjectModel, double> By)
{
    public static readonly IReadOnlyList<RequestOrder> All =
    [
        new("requests", "Requests", RequestsOf),
        new("ratio", "Hit ratio", static subject => subject.HitRatio ?? -1),
        new("misses", "Misses", static subject => subject.Misses),
        new("stale", "Stale", static subject => subject.Stale),
        new("bypasses", "Bypassed", static subject => subject.Bypasses),
        new("mean", "Mean time", static subject => subject.Computations.Mean),
        new("p95", "p95 time", static subject => subject.Computations.P95),
    ];

    public static RequestOrder Of(string? name) => All.FirstOrDefault(order => order.Name == name) ?? All[0];

    public static double RequestsOf(SubjectModel subject) => subject.Hits + subject.Misses + subject.Stale + subject.Bypasses;
}
