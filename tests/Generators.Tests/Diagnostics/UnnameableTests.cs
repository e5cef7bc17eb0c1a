using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class UnnameableTests() : AnalyzerTests(DiagnosticIds.Unnameable)
{
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
}
