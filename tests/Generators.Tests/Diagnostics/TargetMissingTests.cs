using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class TargetMissingTests() : AnalyzerTests(DiagnosticIds.TargetMissing)
{
    [Test]
    public async Task A_missing_method_is_found()
    {
        Diagnostic[] diagnostics = await FiresAsync(
            """
            static class Users
            {
                [CacheEvict([|"FindAsync"|])] public static void Forget(int id) { }

                [CachePut([|"FindAsync"|])] public static Task<int> SaveAsync(int id) => Task.FromResult(id);

                [CacheEvict([|"FindAsync"|], Type = typeof(Orders))] public static void ForgetOrder(int id) { }

                [CacheEvict([|"get_Count"|])] public static void ForgetCount() { }

                public static int Count => 1;
            }

            static class Orders;
            """);
        Assert.That(
            diagnostics.Select(diagnostic => diagnostic.GetMessage(null)),
            Is.EqualTo(new[]
            {
                "[CacheEvict] names 'Users.FindAsync', but Users has no method of that name",
                "[CachePut] names 'Users.FindAsync', but Users has no method of that name",
                "[CacheEvict] names 'Orders.FindAsync', but Orders has no method of that name",
                "[CacheEvict] names 'Users.get_Count', but Users has no method of that name",
            }));
    }

    [Test]
    public async Task A_method_that_is_not_cached_is_found()
    {
        Diagnostic[] diagnostics = await FiresAsync(
            """
            static class Users
            {
                public static Task<int> FindAsync(int id) => Task.FromResult(id);

                [CacheEvict([|nameof(FindAsync)|])] public static void Forget(int id) { }
            }
            """);
        Assert.That(diagnostics.Single().GetMessage(null), Is.EqualTo("[CacheEvict] names 'Users.FindAsync', which is not cached: mark it [Cache]"));
    }

    [Test]
    public Task A_cached_method_is_right() => IsSilentAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [CacheEvict(nameof(FindAsync)), CacheEvict(nameof(Orders.ListAsync), Type = typeof(Orders))] public static void Forget(int id) { }
        }

        static class Orders
        {
            [CacheOneHour] public static Task<int> ListAsync() => Task.FromResult(1);
        }
        """);
}
