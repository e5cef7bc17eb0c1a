namespace CacheKit;

// Why responses and results were not stored, or the cache was bypassed, for each endpoint and function.
internal static class UnstoredTable
{
    public static Html Of(FiguresModel figures)
    {
        SubjectModel[] subjects = [.. figures.Caches.SelectMany(cache => cache.Subjects)
            .Where(subject => subject.UnstoredReasons.Count + subject.BypassReasons.Count > 0)];

        return Html.Of($"""
            <section class="panel" aria-label="Not stored, and why" id="unstored"><header><h2>Not stored, and why</h2></header>
            {(subjects.Length == 0 ? Nothing() : Table(subjects))}</section>
            """);
    }

    private static Html Nothing() => Html.Of($"""
        <p class="empty short muted">A response that is not stored, or a request that bypasses the cache, is listed here with its reason.</p>
        """);

    private static Html Table(SubjectModel[] subjects) => Html.Of($"""
        <table><thead><tr><th scope="col">Name</th><th scope="col">Reasons</th></tr></thead><tbody>
        {Html.Each(subjects, subject => Html.Of($"""
            <tr><td class="name mono">{SubjectName.Of(subject)}</td><td><ul class="reasons">
            {Html.Each(subject.UnstoredReasons, item => Reason(item, "not stored"))}{Html.Each(subject.BypassReasons, item => Reason(item, "bypassed"))}
            </ul></td></tr>
            """))}</tbody></table>
        """);

    private static Html Reason(ReasonModel item, string what) => Html.Of($"""
        <li><b>{Figure.Count(item.Count)}</b><span>{item.Reason} <span class="badge">{what}</span>
        <span class="muted">{Reasons.Explain(item.Reason)}</span></span></li>
        """);
}
