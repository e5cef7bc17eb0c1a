using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

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

    [TestCase("delegate int Function(ref int id);", "takes 'id' by reference")]
    [TestCase("delegate int Function(ReadOnlySpan<char> text);", "takes 'text' by reference")]
    [TestCase("unsafe delegate int Function(int* place);", "takes 'place' by reference")]
    [TestCase("delegate ref int Function(int id);", "returns by reference")]
    [TestCase("delegate ref readonly int Function(int id);", "returns by reference")]
    [TestCase("delegate void Function(int id);", "returns nothing to cache")]
    [TestCase("delegate T Function<T>(int id);", "must be a closed delegate type at the call of Cached", "Function<T>")]
    public async Task The_reason_is_named(string type, string why, string name = "Function")
    {
        Diagnostic[] diagnostics = await FiresAsync(
            $"{type} static class Users {{ public static void M<T>({name} function) => [|function.Cached(\"a\")|]; }}");
        Assert.That(diagnostics.Single().GetMessage(null), Is.EqualTo($"Cached can't be called on this delegate: '{name}' {why}"));
    }

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
