using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Fixes;

[TestFixture]
internal sealed class IgnoreParameterFixTests
{
    [Test]
    public async Task A_parameter_is_left_out_of_the_key() =>
        Assert.That(
            await Editor.FixedAsync(
                DiagnosticIds.NoKey, 0, ["static class Users { [Cache(60)] public static Task<int> FindAsync(int id, object trace) => Task.FromResult(id); }"]),
            Is.EqualTo(new[] { "static class Users { [Cache(60)] public static Task<int> FindAsync(int id, [CacheIgnore] object trace) => Task.FromResult(id); }" }));

    [Test]
    public async Task A_file_without_a_using_gets_the_qualified_attribute() =>
        Assert.That(
            await Editor.FixedWithoutUsingAsync(
                DiagnosticIds.NoKey, 0,
                "namespace Mine.CacheKit; class C { [global::CacheKit.Cache] public System.Threading.Tasks.Task<int>? "
                + "FindAsync(object a) => null; }"),
            Is.EqualTo(
                "namespace Mine.CacheKit; class C { [global::CacheKit.Cache] public System.Threading.Tasks.Task<int>? "
                + "FindAsync([global::CacheKit.CacheIgnore] object a) => null; }"));

    [Test]
    public async Task All_parameters_of_a_file_are_left_out_at_one_time() =>
        Assert.That(
            await Editor.FixedAllAsync(DiagnosticIds.NoKey, "class C { [Cache(60)] public Task<int>? FindAsync(object a, object b) => null; }"),
            Is.EqualTo("class C { [Cache(60)] public Task<int>? FindAsync([CacheIgnore] object a, [CacheIgnore] object b) => null; }"));
}
