using CacheKit.Architecture.Tests.Rules;
using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests;

[TestFixture]
internal sealed class FolderGraphTests
{
    [TestCaseSource(typeof(Repository), nameof(Repository.Shipped))]
    public void The_folders_of_a_project_do_not_use_each_other_in_a_circle(Project project)
    {
        IReadOnlyList<Dependency> circle = FolderGraph.Of(project.Files).FindCircle();
        Assert.That(circle, Is.Empty, string.Join('\n', circle));
    }

    [Test]
    public void A_circle_of_three_folders_is_found_with_what_makes_each_step()
    {
        FolderGraph graph = FolderGraph.Of(Sources.Of(
            ("A/One.cs", "class One { Two two; }"),
            ("B/Two.cs", "class Two { void M() => Three.Go(); }"),
            ("C/Three.cs", "class Three { static void Go() => new One(); }")));

        Assert.That(graph.FindCircle().Select(step => step.ToString()), Is.EqualTo(new[]
        {
            "A/ uses B/: A/One.cs mentions Two",
            "B/ uses C/: B/Two.cs mentions Three",
            "C/ uses A/: C/Three.cs mentions One",
        }));
    }

    [Test]
    public void A_circle_through_the_root_is_found() =>
        Assert.That(FolderGraph.Of(Sources.Of(("One.cs", "class One : Two;"), ("A/Two.cs", "class Two { One one; }"))).FindCircle(), Has.Count.EqualTo(2));

    [Test]
    public void A_circle_that_does_not_contain_the_first_folder_is_found() =>
        Assert.That(
            FolderGraph.Of(Sources.Of(
                ("A/One.cs", "class One : Two;"),
                ("B/Two.cs", "class Two : Three;"),
                ("C/Three.cs", "class Three { Two two; }"))).FindCircle(),
            Has.Count.EqualTo(2));

    [Test]
    public void Two_ways_to_the_same_folder_are_no_circle() =>
        Assert.That(
            FolderGraph.Of(Sources.Of(
                ("A/One.cs", "class One : Two { Three three; }"),
                ("B/Two.cs", "class Two : Three;"),
                ("C/Three.cs", "class Three;"))).FindCircle(),
            Is.Empty);

    [TestCase("class One { Two two; }")]
    [TestCase("class One : Two;")]
    [TestCase("class One { void M() => Two.Go(); }")]
    [TestCase("class One { object o = new Two(); }")]
    [TestCase("class One { List<Two> twos; }")]
    [TestCase("class One { string s = nameof(Two); }")]
    [TestCase("class One<T> where T : Two;")]
    [TestCase("class One { bool M(object o) => o is Two; }")]
    [TestCase("class One { bool M(object o) => o is Two { Name: 1 }; }")]
    [TestCase("class One { int M(object o) => o switch { Two two => 1 }; }")]
    [TestCase("class One { object M(object o) => (Two)o; }")]
    [TestCase("class One { void M() { Two two = null; } }")]
    [TestCase("class One { CacheKit.Two two; }")]
    [TestCase("[Two] class One;")]
    public void A_use_of_a_type_is_seen(string code) =>
        Assert.That(DependenciesOf(code, "class Two; class TwoAttribute;"), Is.Not.Empty);

    [TestCase("/// <summary>See <see cref=\"Two\"/>.</summary>\nclass One;")]
    [TestCase("// Two\nclass One;")]
    [TestCase("class One { string s = \"Two\"; }")]
    [TestCase("class One { int Two { get; } int M() => Two; }")]
    [TestCase("record One(int Two) { int M() => this.Two + Two; }")]
    [TestCase("class One { int M(Other other) => other.Two; }")]
    [TestCase("class One { int? M(Other other) => other?.Two; }")]
    [TestCase("class One { Other M() => new Other { Two = 1 }; }")]
    [TestCase("class One { Other M() => new Other(Two: 1); }")]
    [TestCase("class One { bool M(Other other) => other is { Two: 1 }; }")]
    public void A_word_that_is_no_use_of_a_type_is_not_one(string code) =>
        Assert.That(DependenciesOf(code, "class Two;"), Is.Empty);

    private static IReadOnlyList<Dependency> DependenciesOf(string code, string other) =>
        FolderGraph.Of(Sources.Of(("A/One.cs", code), ("B/Two.cs", other))).Dependencies;
}
