using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class TargetMismatchTests() : AnalyzerTests(DiagnosticIds.TargetMismatch)
{
    [Test]
    public Task An_argument_that_is_missing_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id, string kind) => Task.FromResult(id);

            [CacheEvict([|nameof(FindAsync)|])] public static void Forget(int id) { }
        }
        """);

    [Test]
    public Task An_argument_of_another_type_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [CacheEvict([|nameof(FindAsync)|])] public static void Forget(string id) { }
        }
        """);

    [Test]
    public Task A_put_that_could_mean_two_overloads_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [Cache(60)] public static Task<int> FindAsync(int id, string kind) => Task.FromResult(id);

            [CachePut([|nameof(FindAsync)|])] public static Task<int> SaveAsync(int id, string kind) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_method_of_another_instance_is_found() => FiresAsync(
        """
        sealed class Users
        {
            [Cache(60)] public Task<int> FindAsync(int id) => Task.FromResult(id);
        }

        sealed class Orders
        {
            [CacheEvict([|nameof(Users.FindAsync)|], Type = typeof(Users))] public void Forget(int id) { }
        }
        """);

    [Test]
    public Task A_function_with_an_entry_for_each_element_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60, Each = nameof(ids))] public static Task<int[]> FindAsync(int[] ids) => Task.FromResult(ids);

            [CacheEvict([|nameof(FindAsync)|])] public static void Forget(int[] ids) { }
        }
        """);

    [Test]
    public async Task A_key_that_a_synchronous_method_can_t_await_is_found()
    {
        Diagnostic[] diagnostics = await FiresAsync(
            """
            sealed class Keys : IAsyncKeyBuilder { public ValueTask<string> BuildAsync(CacheCall call, CancellationToken cancellationToken) => new(""); }

            static class Users
            {
                [Cache(60, KeyBuilder = typeof(Keys))] public static Task<int> FindAsync(int id) => Task.FromResult(id);

                [Cache(60)] public static Task<int> FindAsync(int id, int page) => Task.FromResult(id);

                [CachePut([|nameof(FindAsync)|])] public static int Put(int id) => id;

                [CacheEvict([|nameof(FindAsync)|])] public static void Forget(int id, int page) { }
            }
            """);
        Assert.That(diagnostics[0].GetMessage(null), Is.EqualTo(
            "The key of 'Users.FindAsync' can't be built from the arguments of 'Put': its key builder 'Keys' is asynchronous, and Put is not: " +
            "return a Task or a ValueTask"));
    }

    [Test]
    public Task Arguments_of_the_same_name_and_type_are_right() => IsSilentAsync(
        """
        class Users
        {
            [Cache(60)] public Task<int> FindAsync(long id, CancellationToken cancellationToken, [CacheIgnore] string trace) => Task.FromResult(1);

            [CacheEvict(nameof(FindAsync))] public void Forget(string name, int id) { }
        }

        sealed class MoreUsers : Users
        {
            [CacheEvict(nameof(FindAsync))] public void ForgetMore(long id) { }
        }
        """);

    [Test]
    public Task An_eviction_of_two_overloads_is_right() => IsSilentAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [Cache(60)] public static Task<int> FindAsync(int id, string kind) => Task.FromResult(id);

            [CacheEvict(nameof(FindAsync))] public static void Forget(int id, string kind) { }
        }
        """);

    [Test]
    public Task Generic_methods_and_types_are_right() => IsSilentAsync(
        """
        sealed class Store<TKey> where TKey : notnull
        {
            [Cache(60)] public Task<T?> FindAsync<T>(TKey id, T kind) => Task.FromResult<T?>(kind);

            [CacheEvict(nameof(FindAsync))] public void Forget<TKind>(TKey id, TKind kind) { }
        }
        """);

    [TestCase("int user", "Forget has no parameter 'id'")]
    [TestCase("string id", "'id' is of the type 'string', not 'int'")]
    public async Task The_message_says_what_does_not_fit(string parameters, string why)
    {
        Diagnostic[] diagnostics = await FiresAsync(
            $$"""
            static class Users
            {
                [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

                [CacheEvict([|nameof(FindAsync)|])] public static void Forget({{parameters}}) { }
            }
            """);
        Assert.That(diagnostics.Single().GetMessage(null), Is.EqualTo($"The key of 'Users.FindAsync' can't be built from the arguments of 'Forget': {why}"));
    }

    [Test]
    public async Task A_function_of_a_library_whose_key_builder_is_internal_is_found()
    {
        var marked = new Marked(
            """
            static class Caller
            {
                [CacheEvict([|"FindAsync"|], Type = typeof(Library.Users))] public static void Forget(int id) { }

                public static void M() => Forget(7);
            }
            """);
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(marked.Text).AddReferences(WebProject.Compile(
            """
            namespace Library;

            public static class Users { [Cache(60, KeyBuilder = typeof(Keys))] public static Task<int> FindAsync(int id) => Task.FromResult(id); }

            sealed class Keys : IKeyBuilder { public string Build(in CacheCall call) => ""; }
            """).WithAssemblyName("Library").ToMetadataReference()));
        Assert.That(
            diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan)),
            Is.EqualTo(new[] { (DiagnosticIds.TargetMismatch, marked.Spans.Single()) }));
        Assert.That(diagnostics[0].GetMessage(null), Does.EndWith(": generated code here can't name 'Library.Keys'"));
    }
}
