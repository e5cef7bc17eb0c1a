using System.Globalization;
using System.Text.RegularExpressions;
using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators.Tests.Weaving;

/// <summary>Generated code compiles even if a parameter has a name that the generated code uses itself.</summary>
[TestFixture]
internal sealed partial class AnyNameTests
{
    private const string Part = "sealed record Part(int value1, string? text);";

    private static readonly string[] _more = ["_", "__", "_id", "selfIdentity", "self1", "result1", "call1", "type1", "await", "field", "scoped"];

    [Test]
    public void A_parameter_may_have_the_name_of_a_variable_of_the_generated_code()
    {
        string[] names = [.. NamesIn(Functions(0, "id"), Part).Where(name => !char.IsUpper(name[0])).Union(_more)];
        Assert.That(names, Does.Contain("self").And.Contain("type").And.Contain("cancellationToken").And.Contain("result"));
        Assert.That(Weaver.Weave([Part, .. names.Select((name, i) => Functions(i, name))]), Is.Not.Empty);
    }

    [Test]
    public void A_type_parameter_may_have_the_name_of_a_member_of_the_generated_code()
    {
        string[] names = [.. NamesIn(GenericFunctions(0, "T")).Where(name => char.IsUpper(name[0])).Concat(["file", "where", "with"])];
        Assert.That(names, Does.Contain("Call").And.Contain("Function").And.Contain("Batch"));
        Assert.That(Weaver.Weave([.. names.Select((name, i) => GenericFunctions(i, name))]), Is.Not.Empty);
    }

    // The names that generated code has beside those of the source. Keywords are never among its names.
    private static IEnumerable<string> NamesIn(params string[] source) => Weaver.Weave(source).Values
        .SelectMany(text => Identifier().Matches(text).Select(match => match.Value))
        .Except(Identifier().Matches(string.Concat(source)).Select(match => match.Value))
        .Where(name => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None);

    private static string Functions(int number, string name) => Numbered(
        """
        abstract class C#
        {
            [Cache] public Task<string> FindAsync(int @NAME) => Task.FromResult("");
            [Cache] public Task<string> ReadAsync(Part? @NAME) => Task.FromResult("");
            [Cache] public Task<string> WaitAsync(CancellationToken @NAME) => Task.FromResult("");
            [Cache] private Task<string> HiddenAsync(int @NAME) => Task.FromResult("");
            [Cache] private static Task<string> Hidden(int @NAME) => Task.FromResult("");
            [Cache(Each = "NAME")] public Task<IReadOnlyDictionary<int, string>> ManyAsync(int[] @NAME) => null!;
            [CachePut(nameof(FindAsync))] public Task<string> SaveAsync(int @NAME) => Task.FromResult("");
            [CacheEvict(nameof(FindAsync)), CacheEvict(Tags = ["a:{NAME}"])] public Task EvictAsync(int @NAME) => Task.CompletedTask;
            [CacheEvict(nameof(FindAsync), Before = true)] private void Evict(int @NAME) { }

            public object M(D# load)
            {
                Evict(1);
                return (FindAsync(1), ReadAsync(null), WaitAsync(default), HiddenAsync(1), Hidden(1), ManyAsync([]), SaveAsync(1), EvictAsync(1), load.Cached("load"));
            }
        }

        sealed class P#
        {
            [CacheEvict(Tags = ["a:{NAME.text}"])] public int Evict(Part @NAME) => 1;
            public int M() => Evict(new Part(1, ""));
        }

        record struct S#(int Id)
        {
            [Cache] public Task<string> FindAsync(int @NAME) => Task.FromResult("");
            [Cache] private readonly Task<string> HiddenAsync(int @NAME) => Task.FromResult("");
            [CachePut(nameof(FindAsync))] public Task<string> SaveAsync(int @NAME) => Task.FromResult("");
            [CacheEvict(Tags = ["a:{NAME}"])] public readonly ValueTask EvictAsync(int @NAME) => default;
            public object M() => (FindAsync(1), HiddenAsync(1), SaveAsync(1), EvictAsync(1));
        }

        delegate Task<string> D#(int @NAME);
        """,
        number,
        name);

    private static string GenericFunctions(int number, string name) => Numbered(
        """
        class G#<@NAME> where @NAME : notnull
        {
            [global::CacheKit.Cache] public Task<string> FindAsync(@NAME id) => Task.FromResult("");
            [global::CacheKit.Cache] private Task<string> HiddenAsync(@NAME id) => Task.FromResult("");
            [global::CacheKit.Cache(Each = "ids")] public Task<IReadOnlyDictionary<@NAME, string>> ManyAsync(@NAME[] ids) => null!;
            [CachePut(nameof(FindAsync))] public Task<string> SaveAsync(@NAME id) => Task.FromResult("");
            [CacheEvict(nameof(FindAsync), Before = true)] private void Evict(@NAME id) { }

            public object M(@NAME id)
            {
                Evict(id);
                return (FindAsync(id), HiddenAsync(id), ManyAsync([]), SaveAsync(id));
            }
        }

        static class H#
        {
            [global::CacheKit.Cache] public static Task<string> FindAsync<@NAME>(@NAME id) => Task.FromResult("");
            [global::CacheKit.Cache] private static Task<string> HiddenAsync<@NAME>(@NAME id) => Task.FromResult("");
            [CacheEvict("FindAsync")] public static Task EvictAsync<@NAME>(@NAME id) => Task.CompletedTask;
            public static object M() => (FindAsync(1), HiddenAsync(1), EvictAsync(1));
        }
        """,
        number,
        name);

    private static string Numbered(string source, int number, string name) => source
        .Replace("#", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("NAME", name, StringComparison.Ordinal);

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Identifier();
}
