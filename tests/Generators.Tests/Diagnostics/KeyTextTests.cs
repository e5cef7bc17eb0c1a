using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class KeyTextTests() : AnalyzerTests(DiagnosticIds.KeyText)
{
    [Test]
    public Task A_method_that_cannot_be_registered_is_found() => FiresAsync(
        """
        class Money { }

        class Texts
        {
            [[|CacheKeyText|]] public string Instance(Money money) => "";

            [[|CacheKeyText|]] public static string Generic<T>(T money) where T : Money => "";

            [[|CacheKeyText|]] public static int Number(Money money) => 1;

            [[|CacheKeyText|]] public static string Two(Money money, int digits) => "";

            [[|CacheKeyText|]] public static string Reference(in Money money) => "";

            private static string _text = "";

            [[|CacheKeyText|]] public static ref string Referred(Money money) => ref _text;

            [[|CacheKeyText|]] public static ref readonly string Read(Money money) => ref _text;

            [[|CacheKeyText|]] private static string Private(Money money) => "";

            [[|CacheKeyText|]] public static string Built(Guid id) => "";

            [[|CacheKeyText|]] public static string List(Money[] all) => "";

            [[|CacheKeyText|]] public static string Any(object any) => "";

            [[|CacheKeyText|]] public static string Own(ICacheKey own) => "";

            [[|CacheKeyText|]] public static string Nullable(int? number) => "";
        }

        class Generic<T> { [[|CacheKeyText|]] public static string Of(Money money) => ""; }
        """);

    [Test]
    public async Task A_second_method_for_a_type_is_found()
    {
        Diagnostic[] diagnostics = await FiresAsync("class Money { } static class Texts { [CacheKeyText] public static string One(Money money) => \"\"; [[|CacheKeyText|]] public static string Two(Money money) => \"\"; }");
        Assert.That(diagnostics.Single().GetMessage(null), Is.EqualTo("[CacheKeyText] on 'Two' does nothing: it writes 'Money', as Texts.One does: keep one"));
    }

    [Test]
    public Task A_method_that_writes_a_type_is_right() => IsSilentAsync(
        """
        sealed class Money { }

        interface IShape { }

        record struct Size(int Width);

        static class Texts
        {
            [CacheKeyText] internal static string Of(Money money) => "";

            [CacheKeyText] public static string Of(IShape shape) => "";

            [CacheKeyText] public static string Of(Size size) => "";

            [CacheKeyText] public static string Of(IFormattable any) => "";

            [Cache(60)] public static Task<int> FindAsync(Money a, IShape b, Size c, Money[] d, Dictionary<string, Money> e) => Task.FromResult(1);

            public static Task<int> M(Money money) => GenericAsync(money);

            [Cache(60)] public static Task<int> GenericAsync<T>(T money) => Task.FromResult(1);
        }
        """);

    [Test]
    public void Key_texts_of_a_referenced_project_are_registered_too()
    {
        Compilation library = WebProject.Compile(
            "public sealed class Money { } public static class Texts { [CacheKeyText] public static string Of(Money money) => \"\"; } " +
            "namespace Shop { public sealed class Size { public static class Texts { [CacheKeyText] public static string Of(Size size) => \"\"; } } }")
            .WithAssemblyName("Library");
        using var image = new MemoryStream();
        Assert.That(library.Emit(image).Success, Is.True);
        image.Position = 0;

        IReadOnlyDictionary<string, string> files = Weaver.Weave(
            WebProject.Compile("static class Users { [Cache(60)] public static Task<int> FindAsync(Money money) => Task.FromResult(1); public static Task<int> M(Money money) => FindAsync(money); }")
                .AddReferences(MetadataReference.CreateFromStream(image)));
        Assert.That(files["KeyTexts.g.cs"], Does.Contain("global::CacheKit.Weaving.KeyText.Register<global::Money>(global::Texts.Of);"));
        Assert.That(files["KeyTexts.g.cs"], Does.Contain("global::CacheKit.Weaving.KeyText.Register<global::Shop.Size>(global::Shop.Size.Texts.Of);"));
        Assert.That(files, Has.Count.EqualTo(2));
    }
}
