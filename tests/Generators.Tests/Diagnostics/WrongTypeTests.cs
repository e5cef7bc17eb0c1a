using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class WrongTypeTests() : AnalyzerTests(DiagnosticIds.WrongType)
{
    private const string AsyncKeys =
        "sealed class Keys : IAsyncKeyBuilder { public ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken) => new(\"\"); }";

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
    public async Task A_key_builder_that_must_be_awaited_is_found_on_a_synchronous_function()
    {
        Diagnostic[] diagnostics = await FiresAsync(
            $$"""
            {{AsyncKeys}}

            static class Users
            {
                [Cache(60, KeyBuilder = [|typeof(Keys)|])] public static int A(int id) => id;
            }
            """);
        Assert.That(diagnostics.Single().GetMessage(null), Is.EqualTo(
            "The key builder is 'Keys', which is asynchronous, and 'A' is not: return a Task or a ValueTask, or use an IKeyBuilder"));
    }

    [Test]
    public Task So_is_one_that_the_function_has_from_its_type_or_inherits() => FiresAsync(
        $$"""
        {{AsyncKeys}}

        [Cache(60, KeyBuilder = typeof(Keys))]
        abstract class Users
        {
            [[|Cache|]] public int A(int id) => id;

            [Cache(KeyBuilder = typeof(HashedKeyBuilder))] public int B(int id) => id;

            [Cache] public Task<int> C(int id) => Task.FromResult(id);

            [Cache(KeyBuilder = [|typeof(Keys)|])] public abstract int D(int id);
        }

        abstract class Plain
        {
            [Cache] public abstract int E(int id);
        }

        sealed class Others : Users
        {
            public override int D(int id) => id;
        }

        [Cache(KeyBuilder = typeof(Keys))]
        sealed class MorePlain : Plain
        {
            public override int [|E|](int id) => id;
        }
        """);

    [Test]
    public Task An_asynchronous_function_may_await_its_key() => IsSilentAsync(
        $$"""
        {{AsyncKeys}}

        sealed class Both : IKeyBuilder, IAsyncKeyBuilder
        {
            public string Build(in CacheCall call) => "";

            public ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken) => new("");
        }

        static class Users
        {
            [Cache(60, KeyBuilder = typeof(Keys))] public static Task<int> A(int id) => Task.FromResult(id);

            [Cache(60, KeyBuilder = typeof(Keys))] public static ValueTask<int> B(int id) => new(id);

            [Cache(60, KeyBuilder = typeof(Keys), Each = nameof(ids))] public static Task<int[]> C(int[] ids) => Task.FromResult(ids);

            [Cache(60, KeyBuilder = typeof(Both))] public static int D(int id) => id;

            [CachePut(nameof(A))] public static Task<int> PutAsync(int id) => Task.FromResult(id);

            [CacheEvict(nameof(A))] public static Task ForgetAsync(int id) => Task.CompletedTask;

            [CacheEvict(nameof(B))] public static ValueTask ForgetValueAsync(int id) => default;

            [CacheEvict(nameof(D))] public static void Forget(int id) { }
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
        app.MapGet("/{id}", Handlers.Find);

        static class Handlers
        {
            [Cache(60, KeyBuilder = typeof(Keys))] public static int Find(int id) => id;
        }

        sealed class Keys(TimeProvider time) : IAsyncKeyBuilder
        {
            public ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken) => new($"{time}");
        }
        """);
}
