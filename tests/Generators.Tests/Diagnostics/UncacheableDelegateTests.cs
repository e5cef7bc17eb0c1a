using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class UncacheableDelegateTests() : AnalyzerTests(DiagnosticIds.UncacheableDelegate)
{
    [Test]
    public Task A_delegate_whose_calls_cannot_be_woven_is_found() => FiresAsync(
        """
        static class Users
        {
            private delegate string Hidden(int id);

            public static void M(Func<object, string> keyless, Action<int> nothing, Func<int, Stream> stream, Func<int, Task> task, Hidden hidden, Func<int, string> fine)
            {
                [|keyless.Cached("a")|];
                [|nothing.Cached("a")|];
                [|stream.Cached("a")|];
                [|task.Cached("a")|];
                [|hidden.Cached("a")|];
                Func<string, CacheEntryOptions?, Func<int, string>> cache = [|fine.Cached|];
            }

            public static void Open<T, TDelegate>(Func<T, string> open, TDelegate any) where TDelegate : Delegate
            {
                [|open.Cached("a")|];
                [|any.Cached("a")|];
            }
        }
        """.Replace("public static void M", "private static void M", StringComparison.Ordinal));

    [Test]
    public Task A_delegate_whose_calls_can_be_woven_is_right() => IsSilentAsync(
        """
        static class Users
        {
            public static void M(Func<int, CancellationToken, Task<string?>> load, Func<ValueTask<int>> count, Converter<string, int> parse)
            {
                load.Cached("load");
                count.Cached("count", new() { Namespace = "users" });
                parse.Cached("parse");
                CachedDelegates.Cached((int id, string kind) => Task.FromResult(id), "lambda");
            }
        }
        """);
}
