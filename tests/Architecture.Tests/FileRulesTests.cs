using CacheKit.Architecture.Tests.Rules;
using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests;

[TestFixture]
internal sealed class FileRulesTests
{
    [TestCaseSource(typeof(Repository), nameof(Repository.Shipped))]
    public void Every_file_holds_one_type_and_is_named_for_it(Project project)
    {
        string[] violations = [.. FileRules.Violations(project.Files)];
        Assert.That(violations, Is.Empty, string.Join('\n', violations));
    }

    [TestCase("class One; class Two;")]
    [TestCase("class One; delegate void Two();")]
    [TestCase("namespace N { class One; } namespace M { enum Two { } }")]
    public void Two_types_in_a_file_are_found(string code) =>
        Assert.That(FileRules.Violations(Sources.Of(("One.cs", code))), Is.EqualTo(new[] { "One.cs declares One and Two: one type a file." }));

    [Test]
    public void A_file_named_for_something_else_is_found() =>
        Assert.That(FileRules.Violations(Sources.Of(("One.cs", "record Two;"))), Is.EqualTo(new[] { "One.cs declares Two: name the file for its type." }));

    [Test]
    public void A_type_in_two_files_is_found() =>
        Assert.That(
            FileRules.Violations(Sources.Of(("A/One.cs", "partial class One;"), ("B/One.cs", "partial class One;"))),
            Is.EqualTo(new[] { "One is declared in A/One.cs and B/One.cs: a name stands for one type." }));

    [Test]
    public void A_file_of_301_lines_is_found() =>
        Assert.That(FileRules.Violations(Sources.Of(("One.cs", FileOf(lines: 301)))), Is.EqualTo(new[] { "One.cs has 301 lines: 300 at most." }));

    [Test]
    public void A_file_of_300_lines_is_short_enough() =>
        Assert.That(FileRules.Violations(Sources.Of(("One.cs", FileOf(lines: 300)))), Is.Empty);

    [TestCase("class One { class Nested; }")]
    [TestCase("class One<T>;")]
    [TestCase("global using System;")]
    public void A_file_of_one_type_or_none_is_right(string code) =>
        Assert.That(FileRules.Violations(Sources.Of(("One.cs", code))), Is.Empty);

    private static string FileOf(int lines) => "class One;" + string.Concat(Enumerable.Repeat("\n//", lines - 1)) + "\n";
}
