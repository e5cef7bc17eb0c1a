using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class TargetMissingTests() : AnalyzerTests(DiagnosticIds.TargetMissing)
{
    [Test]
    public Task A_missing_method_is_found() => FiresAsync(
        """
        static class Users
        {
            [CacheEvict([|"FindAsync"|])] public static void Forget(int id) { }

            [CachePut([|"FindAsync"|])] public static Task<int> SaveAsync(int id) => Task.FromResult(id);

            [CacheEvict([|"FindAsync"|], Type = typeof(Orders))] public static void ForgetOrder(int id) { }
        }

        static class Orders;
        """);

    [Test]
    public Task A_method_that_is_not_cached_is_found() => FiresAsync(
        """
        static class Users
        {
            public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [CacheEvict([|nameof(FindAsync)|])] public static void Forget(int id) { }
        }
        """);

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
