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
}
