using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class WrongTypeTests() : AnalyzerTests(DiagnosticIds.WrongType)
{
    [Test]
    public Task A_type_that_is_no_coder_or_key_builder_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60, Coder = [|typeof(string)|])] public static Task<int> A(int id) => Task.FromResult(id);

            [Cache(60, KeyBuilder = [|typeof(JsonCoder)|])] public static Task<int> B(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_key_builder_that_can_t_be_made_is_found() => FiresAsync(
        """
        sealed class Keys : IKeyBuilder { private Keys() { } public string Build(in CacheCall call) => ""; }

        static class Users
        {
            [Cache(60, KeyBuilder = [|typeof(Keys)|])] public static Task<int> A(int id) => Task.FromResult(id);

            [Cache(60, KeyBuilder = [|typeof(IKeyBuilder)|])] public static Task<int> B(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_key_builder_that_waits_is_found_on_a_function() => FiresAsync(
        """
        sealed class Keys : IAsyncKeyBuilder { public ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken) => new(""); }

        static class Users
        {
            [Cache(60, KeyBuilder = [|typeof(Keys)|])] public static Task<int> A(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task Right_types_are_right_and_may_take_services() => IsSilentAsync(
        """
        sealed class Keys(TimeProvider time) : IKeyBuilder { public string Build(in CacheCall call) => $"{time}"; }

        static class Users
        {
            [Cache(60, KeyBuilder = typeof(HashedKeyBuilder))] public static Task<int> A(int id) => Task.FromResult(id);

            [Cache(60, KeyBuilder = typeof(Keys))] public static Task<int> B(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task The_types_of_an_endpoint_may_take_services_and_wait() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/", [Cache(60, KeyBuilder = typeof(Keys))] () => "root");

        sealed class Keys(TimeProvider time) : IAsyncKeyBuilder
        {
            public ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken) => new($"{time}");
        }
        """);
}
