using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class ByReferenceTests() : AnalyzerTests(DiagnosticIds.ByReference)
{
    [Test]
    public Task A_parameter_by_reference_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60)] public static int Out(out int [|id|]) => id = 1;

            [Cache(60)] public static int Ref(ref int [|id|]) => id;

            [Cache(60)] public static int In(in Guid [|id|]) => id.GetHashCode();

            [Cache(60)] public static int Span(ReadOnlySpan<char> [|name|]) => name.Length;

            [Cache(60)] public static unsafe int Pointer(int* [|id|]) => *id;

            [Cache(60)] public static int Many(params ReadOnlySpan<int> [|ids|]) => ids.Length;

            [CacheEvict(Namespace = "users")] public static void Forget(Span<int> [|ids|]) { }
        }
        """);

    [Test]
    public Task A_method_of_a_ref_struct_is_found() => FiresAsync(
        """
        ref struct Reader
        {
            [[|Cache(60)|]] public int Read(int id) => id;
        }
        """);

    [Test]
    public Task An_asynchronous_method_of_a_struct_that_evicts_before_its_change_is_found() => FiresAsync(
        """
        struct Basket
        {
            public int Count;

            [[|CacheEvict(Tags = ["baskets"], Before = true)|]] public Task SaveAsync(int id) => Task.FromResult(Count += id);

            [CacheEvict(Tags = ["baskets"])] public Task AddAsync(int id) => Task.FromResult(Count += id);

            [CacheEvict(Tags = ["baskets"], Before = true)] public void Add(int id) => Count += id;

            [CacheEvict(Tags = ["baskets"], Before = true)] public static Task ClearAsync(int id) => Task.CompletedTask;
        }
        """);

    [Test]
    public Task Parameters_by_value_are_right() => IsSilentAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(Guid id, params int[] more) => Task.FromResult(more.Length);
        }
        """);

    [Test]
    public Task A_result_by_reference_is_found() => FiresAsync(
        """
        static class Users
        {
            private static int _count;

            [[|Cache(60)|]] public static ref int Count() => ref _count;
        }
        """);
}
