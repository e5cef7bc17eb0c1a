using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Rules;

[TestFixture]
internal sealed class SharingRulesTests
{
    [TestCase("[Cache(60)] public static Task<string> FindAsync(Stream id) => default!;", "it can't be cached")]
    [TestCase("[Cache(60)] public static Task<string> FindAsync(ref int id) => default!;", "it can't be cached")]
    [TestCase("[Cache(60)] public Task<string> FindAsync(int id) => default!;", "one of them is static and the other is not")]
    [TestCase("[Cache(60), CacheName(\"users\")] public static Task<string> FindAsync(int id) => default!;", "it is in another cache: give both the same [CacheName]")]
    public void The_reason_is_named(string function, string why) =>
        Assert.That(DetailOf(function, "Cache(Each = \"ids\", Shares = \"FindAsync\")"), Is.EqualTo(why));

    [TestCase("Cache(Each = \"ids\", Shares = \"FindAsync\")", "")]
    [TestCase("Cache(Each = \"ids\", Shares = \"FindAsync\", MaxBatch = 10, RemembersAbsent = true)", "")]
    [TestCase("Cache(60, Each = \"ids\", Shares = \"FindAsync\")", "the entries have the settings of 'FindAsync'. Remove the expiration")]
    [TestCase("CacheOneDay(Each = \"ids\", Shares = \"FindAsync\")", "the entries have the settings of 'FindAsync'. Remove the expiration")]
    [TestCase("Own(Each = \"ids\", Shares = \"FindAsync\")", "the entries have the settings of 'FindAsync'. Remove the expiration")]
    [TestCase("Cache(Each = \"ids\", Shares = \"FindAsync\", Tags = [\"a\"])", "the entries have the settings of 'FindAsync'. Remove 'Tags'")]
    public void Settings_belong_to_the_function_for_one_id(string mark, string why) =>
        Assert.That(DetailOf("[Cache(60)] public static Task<string> FindAsync(int id) => default!;", mark), Is.EqualTo(why));

    private static string DetailOf(string function, string mark)
    {
        Compilation compilation = WebProject.Compile(
            $"class Users {{ {function} [{mark}] public static Task<string[]> ManyAsync(int[] ids) => default!; }} class OwnAttribute() : CacheAttribute;");
        Assert.That(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty);
        IMethodSymbol many = compilation.GetTypeByMetadataName("Users")!.GetMembers("ManyAsync").OfType<IMethodSymbol>().Single();
        return SharingRules.Find(many, KnownTypes.Of(compilation)!).Detail;
    }
}
