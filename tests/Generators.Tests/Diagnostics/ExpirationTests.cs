using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class ExpirationTests() : AnalyzerTests(DiagnosticIds.Expiration)
{
    [Test]
    public Task An_expiration_of_zero_or_less_is_found() => FiresAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/", [Cache([|0|])] () => "root");

        [Cache([|-5|])]
        static class Users
        {
            [Cache([|-1|])] public static Task<int> A(int id) => Task.FromResult(id);

            [Cache(Expire = [|0|])] public static Task<int> B(int id) => Task.FromResult(id);

            [Cache(expire: [|0|], Namespace = "users")] public static Task<int> C(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_right_expiration_is_right() => IsSilentAsync(
        """
        static class Users
        {
            [Cache] public static Task<int> A(int id) => Task.FromResult(id);

            [Cache(CacheAttribute.DefaultExpire)] public static Task<int> B(int id) => Task.FromResult(id);

            [Cache(CacheAttribute.NeverExpire)] public static Task<int> C(int id) => Task.FromResult(id);

            [Cache(1)] public static Task<int> D(int id) => Task.FromResult(id);
        }
        """);
}
