using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Weaving;

/// <summary>The compiler refuses all generated files if the names of two differ only in case.</summary>
[TestFixture]
internal sealed class FileNameTests
{
    // Methods whose names, types and namespaces differ only in case, and overloads of them.
    private const string Source = """
        namespace Shop.Api { static class Users { [Cache] public static int FindById(int id) => 1; } }
        namespace Shop.API { static class Users { [Cache] public static int FindById(int id) => 2; } }

        static class Users
        {
            [Cache] public static int Find(int id) => 1;
            [Cache] public static int find(int id) => 2;
            [Cache] public static int Load(int id) => 3;
            [Cache] public static int Load(string id) => 4;
            [CacheEvict(nameof(Find))] public static void Drop(int id) { }
            [CacheEvict(nameof(find))] public static void drop(int id) { }
        }

        static class USERS
        {
            [Cache] public static int Find(int id) => 5;
            [Cache] public static int Load(string id) => 6;
        }

        delegate int Search(int id);
        delegate int SEARCH(int id);

        static class Caller
        {
            public static int M()
            {
                Users.Drop(1);
                Users.drop(1);
                return Shop.Api.Users.FindById(1) + Shop.API.Users.FindById(1)
                    + Users.Find(1) + Users.find(1) + USERS.Find(1) + Users.Load(1) + Users.Load("") + USERS.Load("");
            }

            public static object N(Search one, SEARCH other) => (one.Cached("one"), other.Cached("other"));
        }
        """;

    [Test]
    public void Methods_whose_places_differ_only_in_case_have_a_file_each()
    {
        IReadOnlyDictionary<string, string> files = Weaver.Weave(Source);
        Assert.That(files.Keys.Select(name => name.ToUpperInvariant()), Is.Unique.And.Exactly(12).Items);
        Assert.That(files["Users_Find.2.g.cs"], Does.Contain("internal static class Users_Find\n"));
        Assert.That(files["USERS_Find.g.cs"], Does.Contain("internal static class USERS_Find\n"));
    }

    [Test]
    public async Task The_analyzers_find_the_file_of_each()
    {
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(Source));
        Assert.That(diagnostics.Where(diagnostic => diagnostic.Id != DiagnosticIds.Synchronous), Is.Empty);
    }

    // A vowel sign is part of an identifier, and no letter.
    [Test]
    public void Methods_whose_names_differ_only_in_marks_have_a_file_each() =>
        Assert.That(
            Weaver.Weave(
                """
                static class Users { [Cache] public static int कि(int id) => 1; [Cache] public static int कु(int id) => 2; }
                static class Caller { public static int M() => Users.कि(1) + Users.कु(1); }
                """),
            Has.Count.EqualTo(2));
}
