namespace CacheKit.Core.Tests.Diagnostics;

/// <summary>Figures count while somebody observes. Observers belong to the process, so no other test may run at the same time.</summary>
[TestFixture, NonParallelizable]
internal sealed class CacheFiguresTests
{
    private readonly CacheFigures _figures = new("cache");

    [Test]
    public void Nothing_is_counted_while_nobody_observes()
    {
        RequestFigures function = _figures.OfFunction("f", "n");
        function.Add(RequestResult.L1Hit);
        function.AddBypass("reason");
        function.AddUnstored("reason");
        Assert.That((function.Hits, function.Bypasses, function.UnstoredReasons.Count), Is.EqualTo((0L, 0L, 0)));
    }

    [Test]
    public void Requests_are_counted_while_somebody_observes()
    {
        RequestFigures function = _figures.OfFunction("f", "n");
        IDisposable first = _figures.Observe();
        using (_figures.Observe())
        {
            first.Dispose();
            first.Dispose();
            foreach (RequestResult result in new[] { RequestResult.L1Hit, RequestResult.L2Hit, RequestResult.L1Stale, RequestResult.L2Stale, RequestResult.Miss })
                function.Add(result);
            function.AddMany(RequestResult.L1Hit, 3);
            function.AddBypass("user");
            function.AddBypass("disabled", 2);
            function.AddUnstored("private");
        }

        function.Add(RequestResult.Miss);
        Assert.That((function.Hits, function.Stale, function.Misses, function.Bypasses), Is.EqualTo((5, 2, 1, 3)));
        Assert.That(function.BypassReasons, Is.EquivalentTo(new Dictionary<string, long> { ["user"] = 1, ["disabled"] = 2 }));
        Assert.That(function.UnstoredReasons, Is.EquivalentTo(new Dictionary<string, long> { ["private"] = 1 }));
    }

    [Test]
    public void A_subject_has_the_same_figures_each_time()
    {
        RequestFigures first = _figures.OfFunction("a", "n");
        Assert.That(_figures.OfFunction("a", "n"), Is.SameAs(first));
        Assert.That(_figures.OfFunction("a", "n"), Is.Not.SameAs(_figures.OfRoute("a", "n")));
        Assert.That(_figures.OfFunction("a", "n"), Is.Not.SameAs(_figures.OfFunction("a", "m")));
        Assert.That(
            _figures.Subjects.Select(subject => (subject.Kind, subject.Name, subject.Namespace)),
            Is.EquivalentTo(new[] { (SubjectKind.Function, "a", "n"), (SubjectKind.Route, "a", "n"), (SubjectKind.Function, "a", "m") }));
    }

    [Test]
    public void Subjects_above_the_limit_share_figures()
    {
        RequestFigures first = _figures.OfFunction("function 0", "n");
        for (int i = 0; i < 2_000; i++)
            _figures.OfFunction($"function {i}", "n");
        Assert.That(_figures.Subjects, Has.Count.EqualTo(501));
        Assert.That(_figures.OfFunction("function 0", "n"), Is.SameAs(first));
        Assert.That(_figures.OfFunction("function 1000", "n"), Is.SameAs(_figures.OfFunction("function 1001", "m")));
        Assert.That(_figures.OfFunction("function 1000", "n"), Has.Property("Name").EqualTo("others").And.Property("Namespace").EqualTo("others"));
    }
}
