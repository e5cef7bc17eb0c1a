using System.Globalization;
using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class UnnameableTests() : AnalyzerTests(DiagnosticIds.Unnameable)
{
    // Attributes whose arguments generated code writes.
    private const string Attributes = """
        sealed class ForAttribute(params object?[] values) : CacheAttribute(60)
        {
            public object? All => values;
            public Type[]? Named { get; set; }
        }

        """;

    [Test]
    public Task A_type_that_no_other_code_can_name_is_found() => FiresAsync(
        """
        sealed class Outer
        {
            [[|Cache(60)|]] private Task<Hidden> FindAsync(int id) => Task.FromResult(new Hidden(id));

            [[|Cache(60)|]] private Task<int> CountAsync(List<Hidden.Kind> kinds) => Task.FromResult(1);

            private sealed record Hidden(int Id) { public enum Kind { One } }

            private static class Nested
            {
                [[|Cache(60)|]] public static Task<int> FindAsync(int id) => Task.FromResult(id);
            }
        }

        file static class Local
        {
            [[|Cache(60)|]] public static Task<int> FindAsync(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_private_method_of_an_internal_type_is_right() => IsSilentAsync(
        """
        sealed class Outer
        {
            [Cache(60)] private Task<Inner> FindAsync(int id) => Task.FromResult(new Inner(id));

            internal sealed record Inner(int Id);
        }
        """);

    [Test]
    public Task An_override_in_a_type_that_no_other_code_can_name_is_found() => FiresAsync(
        """
        abstract class Users
        {
            [Cache(60)] public abstract Task<int> FindAsync(int id);

            private sealed class Some : Users
            {
                public override Task<int> [|FindAsync|](int id) => Task.FromResult(id);
            }
        }
        """);

    [Test]
    public Task An_attribute_or_a_coder_that_no_other_code_can_name_is_found() => FiresAsync(
        """
        static class Users
        {
            [[|Short|]] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [[|Cache(KeyBuilder = typeof(Keys))|]] public static Task<int> CountAsync(int id) => Task.FromResult(id);

            private sealed class ShortAttribute() : CacheAttribute(5);

            private sealed class Keys : IKeyBuilder { public string Build(in CacheCall call) => ""; }
        }
        """);

    [Test]
    public Task An_argument_of_an_attribute_that_no_other_code_can_name_is_found() => FiresAsync(
        Attributes + """
        static class Users
        {
            [[|For(typeof(Hidden))|]] public static Task<int> TypeAsync(int id) => Task.FromResult(id);

            [[|For(1, typeof(List<Hidden>))|]] public static Task<int> ListAsync(int id) => Task.FromResult(id);

            [[|For(typeof(Hidden[]))|]] public static Task<int> ArrayAsync(int id) => Task.FromResult(id);

            [[|For(typeof(Box<>))|]] public static Task<int> OpenAsync(int id) => Task.FromResult(id);

            [[|For("a", Kind.One)|]] public static Task<int> EnumAsync(int id) => Task.FromResult(id);

            [[|For(null, new Kind[0])|]] public static Task<int> EmptyAsync(int id) => Task.FromResult(id);

            [[|For(Named = [typeof(int), typeof(Hidden)])|]] public static Task<int> NamedAsync(int id) => Task.FromResult(id);

            private sealed class Hidden;

            private sealed class Box<T>;

            private enum Kind { One }
        }
        """);

    [Test]
    public Task An_argument_of_an_attribute_that_other_code_can_name_is_right() => IsSilentAsync(
        Attributes + """
        static class Users
        {
            [For(typeof(Shown), typeof(Dictionary<,>), typeof(int[]), Kind.One, null, new Kind[0], Named = null)]
            private static Task<int> FindAsync(int id) => Task.FromResult(id);

            public static Task<int> M() => FindAsync(7);

            internal sealed class Shown;

            internal enum Kind { One }
        }
        """);

    [Test]
    public Task A_default_of_the_type_that_no_other_code_can_name_is_found() => FiresAsync(
        """
        static class Outer
        {
            private sealed class Keys : IKeyBuilder { public string Build(in CacheCall call) => ""; }

            [Cache(KeyBuilder = typeof(Keys))]
            public static class Users
            {
                [[|Cache(60)|]] public static Task<int> FindAsync(int id) => Task.FromResult(id);

                // Only generated code of cached methods has the defaults.
                [CacheEvict(Namespace = "users")] public static Task DropAsync(int id) => Task.CompletedTask;
            }
        }
        """);

    [Test]
    public Task A_default_of_an_overriding_type_that_no_other_code_can_name_is_found() => FiresAsync(
        """
        abstract class Users { [Cache(60)] public abstract Task<int> FindAsync(int id); }

        static class Outer
        {
            private sealed class Keys : IKeyBuilder { public string Build(in CacheCall call) => ""; }

            [Cache(KeyBuilder = typeof(Keys))]
            public class Some : Users { public override Task<int> [|FindAsync|](int id) => Task.FromResult(id); }

            public sealed class Other : Some { public override Task<int> FindAsync(int id) => Task.FromResult(id); }
        }
        """);

    [Test]
    public async Task An_override_of_a_method_of_a_library_whose_key_builder_is_internal_is_found()
    {
        var marked = new Marked(
            "class Some : Library.Users { public override Task<int> [|FindAsync|](int id) => Task.FromResult(id); }");
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(marked.Text).AddReferences(WebProject.Compile(
            """
            namespace Library;

            public abstract class Users { [Cache(60, KeyBuilder = typeof(Keys))] public abstract Task<int> FindAsync(int id); }

            sealed class Keys : IKeyBuilder { public string Build(in CacheCall call) => ""; }
            """).WithAssemblyName("Library").ToMetadataReference()));
        Assert.That(diagnostics.Select(diagnostic => diagnostic.Id), Is.EqualTo(new[] { DiagnosticIds.Unnameable }));
        Assert.That(diagnostics[0].Location.SourceSpan, Is.EqualTo(marked.Spans.Single()));
    }

    [Test]
    public Task A_constructor_of_an_attribute_that_no_other_code_can_call_is_found() => FiresAsync(
        """
        sealed class ShortAttribute : CacheAttribute
        {
            private ShortAttribute(int seconds) : base(seconds) { }

            internal ShortAttribute() : base(5) { }

            [[|Short(7)|]] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [Short] public static Task<int> CountAsync(int id) => Task.FromResult(id);

            public static Task<int> M() => CountAsync(7);
        }
        """);

    [Test]
    public Task A_key_of_a_service_that_no_other_code_can_name_is_found() => FiresAsync(
        """
        static class Users
        {
            [[|Cache(60)|]] public static Task<int> FindAsync(int id, [FromKeyedServices(Kind.One)] IDisposable db) => Task.FromResult(id);

            private enum Kind { One }
        }
        """);

    [Test]
    public async Task A_type_parameter_that_another_one_hides_is_found()
    {
        Diagnostic[] diagnostics = await FiresAsync(
            """
            #pragma warning disable CS0693
            static class Outer<T>
            {
                public static class Inner<T>
                {
                    [[|Cache(60)|]] public static Task<int> FindAsync(int id) => Task.FromResult(id);
                }

                [[|Cache(60)|]] public static Task<int> LoadAsync<T>(int id) => Task.FromResult(id);

                [[|CacheEvict(Namespace = "a")|]] public static Task DropAsync<T>(int id) => Task.CompletedTask;

                [Cache(60)] public static Task<int> CountAsync<U>(int id) => Task.FromResult(id);
            }

            static class Caller
            {
                public static object M() =>
                    (Outer<int>.Inner<long>.FindAsync(1), Outer<int>.LoadAsync<long>(1), Outer<int>.DropAsync<long>(1), Outer<int>.CountAsync<long>(1));
            }
            """);
        Assert.That(
            diagnostics[0].GetMessage(CultureInfo.InvariantCulture),
            Is.EqualTo(
                "Calls of 'FindAsync' can't go through the cache, because generated code can't name 'T'. " +
                "Rename it: a type parameter of 'Inner' hides that of 'Outer'."));
        Assert.That(diagnostics[1].GetMessage(CultureInfo.InvariantCulture), Does.EndWith("a type parameter of 'LoadAsync' hides that of 'Outer'."));
        Assert.That(diagnostics[2].GetMessage(CultureInfo.InvariantCulture), Does.EndWith("a type parameter of 'DropAsync' hides that of 'Outer'."));
    }

    [Test]
    public Task A_type_parameter_that_an_override_hides_is_found() => FiresAsync(
        """
        #pragma warning disable CS0693
        public abstract class Store { [Cache(60)] public abstract Task<T?> FindAsync<T>(int id); }

        public class Some<T> : Store { public override Task<T?> [|FindAsync|]<T>(int id) where T : default => Task.FromResult(default(T)); }

        static class Caller { public static object M(Some<int> some, Store store) => (some.FindAsync<long>(1), store.FindAsync<long>(1)); }
        """);

    [Test]
    public async Task A_type_of_a_library_that_has_only_an_alias_is_found()
    {
        using var image = new MemoryStream();
        Assert.That(WebProject.Compile("public sealed record User(int Id);").WithAssemblyName("Library").Emit(image).Success, Is.True);
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(
            WebProject.Compile(
                """
                extern alias Lib;

                static class Users { [Cache(60)] public static Task<List<Lib::User>> FindAsync(int id) => null!; public static object M() => FindAsync(7); }
                """)
                .AddReferences(MetadataReference.CreateFromImage(image.ToArray(), new MetadataReferenceProperties(aliases: ["Lib"]))));
        Assert.That(
            diagnostics.Select(diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture)),
            Is.EqualTo(new[]
            {
                "Calls of 'FindAsync' can't go through the cache, because generated code can't name 'User'. Add the alias 'global' to the reference of 'Library'.",
            }));
    }
}
