using System.Globalization;

namespace CacheKit;

// The requests of one cache for each function, route and namespace.
internal static class RequestTable
{
    private static readonly (string Kind, string Title)[] _kinds = [("route", "Routes"), ("function", "Functions"), ("namespace", "Calls by key")];

    public static Html Of(string cache, IReadOnlyList<SubjectModel> subjects, RequestOrder order) => Html.Of($"""
        <section class="panel requests" aria-label="Requests of {cache}" data-requests="{cache}">
        <header><h2>Requests</h2><span class="muted small">{cache}</span><span class="end legend"><span><i class="hit"></i>hit</span>
        <span><i class="stale"></i>stale</span><span><i class="miss"></i>miss</span><span><i class="bypass"></i>bypassed</span></span></header>
        {(subjects.Count == 0 ? Nothing() : Table(subjects, order))}
        </section>
        """);

    private static Html Nothing() => Html.Of($"""
        <p class="empty short muted"><span>Nothing was requested yet. Call an endpoint or a function with <code>[Cache]</code>: it appears here within a second.</span></p>
        """);

    private static Html Table(IReadOnlyList<SubjectModel> subjects, RequestOrder order) => Html.Of($"""
        <table>
        <thead><tr><th scope="col">Name</th>
        {Html.Each(RequestOrder.All, item => Heading(item, item == order))}
        <th scope="col" class="scripted">Last minute</th></tr></thead>
        {Html.Each(_kinds, kind => Group(kind.Title, [.. subjects.Where(item => item.Kind == kind.Kind).OrderByDescending(order.By)]))}
        </table>
        """);

    private static Html Heading(RequestOrder order, bool isCurrent) => Html.Of($"""
        <th scope="col" class="number"{Html.When(isCurrent, $" aria-sort=\"descending\"")}><a href="./?sort={order.Name}">{order.Title}</a></th>
        """);

    private static Html Group(string title, IReadOnlyList<SubjectModel> subjects) => Html.When(subjects.Count > 0, $"""
        <tbody><tr><th scope="rowgroup" colspan="9">{title}</th></tr>{Html.Each(subjects, Row)}</tbody>
        """);

    private static Html Row(SubjectModel subject) => Html.Of($"""
        <tr data-kind="{subject.Kind}" data-name="{subject.Name}" data-namespace="{subject.Namespace}"><td class="name">{Name(subject)}</td>
        <td class="number" data-label="Requests" data-figure="requests">{Figure.Count((long)RequestOrder.RequestsOf(subject))}</td>
        <td class="ratio-cell" data-label="Hit ratio"><span class="ratio"><span class="number" data-figure="ratio">{Figure.Ratio(subject.HitRatio)}</span>
        {Mix(subject)}</span></td>
        <td class="number" data-label="Misses" data-figure="misses">{Figure.Count(subject.Misses)}</td>
        <td class="number" data-label="Stale" data-figure="stale">{Figure.Count(subject.Stale)}</td>
        <td class="number" data-label="Bypassed" data-figure="bypasses">{Figure.Count(subject.Bypasses)}</td>
        <td class="number" data-label="Mean time" data-figure="mean">{Duration(subject, subject.Computations.Mean)}</td>
        <td class="number" data-label="p95 time" data-figure="p95">{Duration(subject, subject.Computations.P95)}</td>
        <td class="chart-cell scripted">{Chart.Of(height: 26)}</td></tr>
        """);

    private static Html Name(SubjectModel subject) => Html.Of($"""
        <span class="mono">{SubjectName.Of(subject)}</span>
        {Html.When(subject.Kind != "namespace" && subject.Namespace.Length > 0, $"""<span class="muted below">in {subject.Namespace}</span>""")}
        """);

    private static string Duration(SubjectModel subject, double seconds) =>
        Figure.Duration(subject.Computations.Count == 0 ? null : seconds);

    // The parts of all requests, from left to right.
    private static Html Mix(SubjectModel subject)
    {
        double all = Math.Max(1, RequestOrder.RequestsOf(subject)), x = 0;
        (string, long)[] parts = [("hit", subject.Hits), ("stale", subject.Stale), ("miss", subject.Misses), ("bypass", subject.Bypasses)];
        return Html.Of($"""
            <svg class="mix" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{Html.Each(parts, part => Part(part.Item1, part.Item2))}</svg>
            """);

        Html Part(string name, long count)
        {
            double start = x, width = 100 * count / all;
            x += width;
            return Html.Of($"""<rect class="{name}" x="{Text(start)}" width="{Text(width)}" height="8"/>""");
        }
    }

    private static string Text(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
