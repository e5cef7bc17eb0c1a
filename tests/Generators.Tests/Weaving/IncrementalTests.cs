using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators.Tests.Weaving;

[TestFixture]
internal sealed class IncrementalTests
{
    private const string Users = """
        static class Users
        {
            [Cache(60)] public static string Find(int id) => "";
            [Cache(60)] public static string FindAll() => "";
        }
        """;

    private const string CallsFind = "static class A { public static string M() => Users.Find(7); }";

    private const string CallsFindAll = "static class B { public static string M() => Users.FindAll(); }";

    private const string Elsewhere = "static class C { public static int M() => 1; }";

    // The steps of the two files, and of the diagnostic for a project that cannot be woven.
    private static readonly IncrementalStepRunReason[] _oneOfTwo =
    [
        IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached,
    ];

    private readonly Weaver _weaver = new();
    private readonly CSharpCompilation _compilation = WebProject.Compile(Users, CallsFind, CallsFindAll, Elsewhere);

    [SetUp]
    public void RunOnce() => Assert.That(_weaver.Run(_compilation).GeneratedSources, Has.Length.EqualTo(2));

    [Test]
    public void An_edit_elsewhere_generates_nothing_again()
    {
        GeneratorRunResult result = _weaver.Run(Edited(Elsewhere, "static class C { public static int M() { return 2; } }"));
        Assert.That(ReasonsOf(result, WeavingGenerator.CallsStep), Is.All.AnyOf(IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged));
        Assert.That(ReasonsOf(result, WeavingGenerator.FilesStep), Is.EqualTo(new[] { IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached }));
        Assert.That(OutputReasonsOf(result), Is.All.EqualTo(IncrementalStepRunReason.Cached));
    }

    [Test]
    public void An_edit_of_a_body_generates_nothing_again()
    {
        GeneratorRunResult result = _weaver.Run(Edited(Users, Users.Replace("\"\"", "\"changed\"", StringComparison.Ordinal)));
        Assert.That(OutputReasonsOf(result), Is.All.EqualTo(IncrementalStepRunReason.Cached));
    }

    [Test]
    public void An_edit_of_a_file_with_calls_generates_only_what_it_calls()
    {
        GeneratorRunResult result = _weaver.Run(Edited(CallsFind, "\n" + CallsFind));
        Assert.That(OutputReasonsOf(result), Is.EquivalentTo(_oneOfTwo));
    }

    [Test]
    public void An_edit_of_an_attribute_generates_its_method_again()
    {
        GeneratorRunResult result = _weaver.Run(Edited(
            Users, Users.Replace("[Cache(60)] public static string FindAll", "[Cache(90)] public static string FindAll", StringComparison.Ordinal)));
        Assert.That(OutputReasonsOf(result), Is.EquivalentTo(_oneOfTwo));
    }

    private CSharpCompilation Edited(string before, string after)
    {
        SyntaxTree tree = _compilation.SyntaxTrees.Single(tree => tree.ToString() == before);
        return _compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From(after)));
    }

    private static IncrementalStepRunReason[] ReasonsOf(GeneratorRunResult result, string step) =>
        [.. result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];

    private static IncrementalStepRunReason[] OutputReasonsOf(GeneratorRunResult result) =>
        [.. result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason)];
}
