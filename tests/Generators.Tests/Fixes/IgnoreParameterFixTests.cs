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
}
