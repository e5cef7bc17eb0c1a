using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class OutdatedCodeTests() : AnalyzerTests(DiagnosticIds.OutdatedCode)
{
    private const string Orders =
        "static class Orders { [Cache(60)] public static Task<string> FindAsync(OrderId id) => Task.FromResult(\"\"); " +
            "} static class Caller { public static Task<string> M(OrderId id) => Orders.[|FindAsync|](id); }";

    [TestCase(
        "public partial struct OrderId;", "public partial struct OrderId { public System.Guid Value { get; init; } }", "another generator adds to 'OrderId'")]
    [TestCase("public partial record OrderId;", "public partial record OrderId(int Value);", "another generator adds to 'OrderId'")]
    [
        TestCase(
            "public partial record OrderId(int Value);",
            "public partial record OrderId { public int Tenant { get; init; } }",
            "another generator adds to 'OrderId'"),
    ]
    [
        TestCase(
            "public sealed partial record OrderId(int Value);",
            "public sealed partial record OrderId : CacheKit.ICacheKey { public string CacheKey => \"\"; }",
            "another generator adds to 'OrderId'"),
    ]
    public async Task A_key_that_lacks_what_another_generator_adds_is_found(string type, string other, string cause)
    {
        var marked = new Marked(Orders);
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(marked.Text, type), others: new OtherGenerator(other));
        Assert.That(
            diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan)),
            Is.EqualTo(new[] { (DiagnosticIds.OutdatedCode, marked.Spans.Single()) }));
        Assert.That(diagnostics[0].GetMessage(null), Does.Contain(cause));
    }

    [TestCase("public partial record OrderId(int Value);", "public partial record OrderId { public string Text => \"\"; }")]
    [TestCase("public partial struct OrderId; static class Texts { [CacheKeyText] public static string Of(OrderId id) => id.Value.ToString(); }", "public partial struct OrderId { public System.Guid Value { get; init; } }")]
    [TestCase(
        "public partial struct OrderId : ICacheKey { public string CacheKey => _value; }", "public partial struct OrderId { private readonly string _value; }")]
    public async Task A_difference_that_does_not_affect_the_key_is_right(string type, string other) =>
        Assert.That(await WebProject.AnalyzeAsync(WebProject.Compile(new Marked(Orders).Text, type), others: new OtherGenerator(other)), Is.Empty);

    [Test]
    public async Task A_value_object_whose_field_another_generator_hides_has_no_key()
    {
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(
            WebProject.Compile(new Marked(Orders).Text, "public partial struct OrderId;"),
            others: new OtherGenerator("public partial struct OrderId { private readonly System.Guid _value; public readonly System.Guid Value => _value; }"));
        Assert.That(diagnostics.Select(diagnostic => diagnostic.Id), Is.EqualTo(new[] { DiagnosticIds.NoKey }));
        Assert.That(
            diagnostics[0].GetMessage(null),
            Does.Contain("whose member 'OrderId._value' of the type 'Guid' is state that no public property or field exposes"));
    }

    [Test]
    public async Task An_eviction_of_what_another_generator_makes_is_found()
    {
        var marked = new Marked(
            """
            partial class Users { [CacheEvict("FindAsync")] public Task RemoveAsync(int id) => Task.CompletedTask; public Task M() => [|RemoveAsync|](7); }
            """);
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(
            WebProject.Compile(marked.Text),
            others: new OtherGenerator("partial class Users { [CacheKit.Cache(60)] public System.Threading.Tasks.Task<string> FindAsync(int id) => System.Threading.Tasks.Task.FromResult(\"\"); }"));
        Assert.That(
            diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan)),
            Is.EqualTo(new[] { (DiagnosticIds.OutdatedCode, marked.Spans.Single()) }));
    }
}
