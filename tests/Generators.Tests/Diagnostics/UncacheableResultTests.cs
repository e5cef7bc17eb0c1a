using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class UncacheableResultTests() : AnalyzerTests(DiagnosticIds.UncacheableResult)
{
    [Test]
    public Task A_result_that_can_t_be_cached_is_found() => FiresAsync(
        """
        static class Users
        {
            [[|Cache(60)|]] public static Task<Stream> Open(int id) => Task.FromResult<Stream>(new MemoryStream());

            [[|Cache(60)|]] public static IQueryable<int> Query() => new[] { 1 }.AsQueryable();

            [[|Cache(60)|]] public static Task<HttpResponseMessage> Get(HttpContext context) => Task.FromResult(new HttpResponseMessage());

            [[|Cache(60)|]] public static async IAsyncEnumerable<int> Stream() { await Task.Yield(); yield return 1; }

            [[|Cache(60)|]] public static IEnumerable<int> Iterate(int count) { for (int i = 0; i < count; i++) yield return i; }

            [[|Cache(60)|]] public static IEnumerator<int> Enumerate() => new List<int>().GetEnumerator();

            [[|Cache(60)|]] public static Task<Task<int>> Nested() => Task.FromResult(Task.FromResult(1));

            [[|Cache(60)|]] public static ReadOnlySpan<char> Name(int id) => "name";

            [[|Cache(60)|]] public static Task<System.Data.Common.DbDataReader> Read() => null!;

            [[|Cache(60)|]] public static Task<IResult> Answer(int id) => Task.FromResult(Results.Ok(id));

            [[|Cache(60)|]] public static Func<int> Code() => () => 1;

            [[|Cache(60)|]] public static unsafe int* Place(int id) => null;
        }
        """);

    [Test]
    public Task Results_that_can_be_cached_are_right() => IsSilentAsync(
        """
        sealed record User(int Id);

        static class Users
        {
            [Cache(60)] public static Task<User?> Find(int id) => Task.FromResult<User?>(null);

            [Cache(60)] public static ValueTask<List<User>> List() => default;

            [Cache(60)] public static Task<IEnumerable<int>> Ids() => Task.FromResult<IEnumerable<int>>([1]);

            [Cache(60)] public static Task<byte[]> Bytes() => Task.FromResult<byte[]>([1]);

            [Cache(60)] public static Task<(int, string)> Pair() => Task.FromResult((1, ""));
        }
        """);

    [Test]
    public Task Results_of_endpoints_are_right() => IsSilentAsync(
        """
        using Microsoft.AspNetCore.Mvc;

        public sealed class UsersController : ControllerBase
        {
            [Cache(60)] public IActionResult List() => Ok();

            [Cache(60)] public ActionResult<int> Find(int id) => id;
        }
        """);
}
