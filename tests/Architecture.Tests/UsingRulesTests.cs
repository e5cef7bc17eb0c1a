using CacheKit.Architecture.Tests.Rules;
using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests;

[TestFixture]
internal sealed class UsingRulesTests
{
    [TestCaseSource(typeof(Repository), nameof(Repository.All))]
    public void Using_directives_are_sorted(Project project)
    {
        string[] violations = [.. UsingRules.Violations(project.Files)];
        Assert.That(violations, Is.Empty, string.Join('\n', violations));
    }

    [TestCase("using B; using A;")]
    [TestCase("using A; using System;")]
    [TestCase("using static A.B; using C;")]
    [TestCase("using A = B.C; using D;")]
    [TestCase("using System.Text; using System.Net;")]
    public void Another_order_is_found(string code) =>
        Assert.That(UsingRules.Violations(Sources.Of(("One.cs", code))), Has.Exactly(1).Contains("in another order"));

    [TestCase("using System; using System.Text; using System.Text.Json; using A;")]
    [TestCase("using A; using static System.Math; using static B.C; using A = D.E;")]
    [TestCase("using Systematic; using Text;")]
    [TestCase("class One;")]
    public void The_order_of_an_editor_is_right(string code) =>
        Assert.That(UsingRules.Violations(Sources.Of(("One.cs", code))), Is.Empty);
}
