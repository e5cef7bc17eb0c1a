using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Weaving;

/// <summary>Snapshots of the generated code. To accept a change, run with CACHEKIT_ACCEPT_SNAPSHOTS=1 and review the difference.</summary>
[TestFixture]
internal sealed class SnapshotTests
{
    private static readonly bool _accepts = Environment.GetEnvironmentVariable("CACHEKIT_ACCEPT_SNAPSHOTS") == "1";

    [Test]
    public void Of_a_static_function() => Matches(
        "StaticFunction",
        """
        namespace Shop;

        sealed record User(int Id);

        [Cache(300, Namespace = "users")]
        static class Users
        {
            [Cache(Tags = ["user:{id}"])]
            public static Task<User?> FindAsync(int id, string kind = "reader", CancellationToken cancellationToken = default) => Task.FromResult<User?>(null);
        }

        static class Caller { public static Task<User?> M() => Users.FindAsync(7); }
        """);

    [Test]
    public void Of_a_method_of_an_interface_and_its_entry() => Matches(
        "InterfaceMethod",
        """
        namespace Shop;

        sealed record Filter(string? Text, int Page);

        interface IUsers { [Cache(60)] ValueTask<string> SearchAsync(Filter filter, [CacheIgnore] object trace); }

        static class Caller
        {
            public static ValueTask<string> M(IUsers users) => users.SearchAsync(new Filter("a", 1), "trace");
            public static CachedCall<string> N(IUsers users) => CacheManager.For(() => users.SearchAsync(new Filter("a", 1), "trace"));
        }
        """);

    [Test]
    public void Of_a_private_generic_function() => Matches(
        "PrivateGenericFunction",
        """
        namespace Shop;

        static class Boxes
        {
            [Cache] private static T Open<T>(T key) where T : notnull => key;
            public static int M() => Open(7);
        }
        """);

    [Test]
    public void Of_a_put_and_an_eviction() => Matches(
        "PutAndEvict",
        """
        namespace Shop;

        sealed class Users
        {
            [Cache] public Task<string> FindAsync(int id) => Task.FromResult("");
            [CachePut(nameof(FindAsync)), CacheEvict(Tags = ["names"])] public Task<string> RenameAsync(int id, string name) => Task.FromResult(name);
            [CacheEvict(nameof(FindAsync), Before = true), CacheEvict(Namespace = "lists")] public void Delete(int id) { }
        }

        static class Caller { public static Task<string> M(Users users) { users.Delete(7); return users.RenameAsync(7, ""); } }
        """);

    [Test]
    public void Of_functions_that_name_their_cache() => Matches(
        "NamedCache",
        """
        namespace Shop;

        [CacheName("users")]
        static class Users
        {
            [Cache] public static string Find(int id) => "";
            [CacheEvict(nameof(Find)), CacheEvict(Tags = ["names"]), CacheName("names")] public static void Rename(int id, string name) { }
        }

        static class Caller { public static void M() { Users.Find(7); Users.Rename(7, ""); } }
        """);

    [Test]
    public void Of_a_function_with_elements() => Matches(
        "Elements",
        """
        namespace Shop;

        sealed record User(int Id);

        static class Users
        {
            [Cache(300, Each = nameof(ids), MaxBatch = 100, RemembersAbsent = true, Tags = ["user:{ids}"])]
            public static Task<IReadOnlyDictionary<int, User>> FindAsync(IReadOnlyCollection<int> ids, CancellationToken cancellationToken = default) => null!;
        }

        static class Caller { public static object M() => Users.FindAsync([7]); }
        """);

    [Test]
    public void Of_a_function_whose_elements_share_entries() => Matches(
        "SharedElements",
        """
        namespace Shop;

        sealed class Users
        {
            [Cache(300)] public Task<string?> FindAsync(int id, string tenant, [CacheIgnore] object? trace = null) => Task.FromResult<string?>(null);

            [Cache(Each = nameof(ids), Shares = nameof(FindAsync))] public ValueTask<List<string?>> ListAsync(string tenant, List<int> ids) => default;
        }

        static class Caller { public static object M(Users users) => users.ListAsync("a", [7]); }
        """);

    [Test]
    public void Of_a_delegate() => Matches(
        "Delegate",
        """
        static class Caller { public static Func<int, Task<string>> M(Func<int, Task<string>> load) => load.Cached("load"); }
        """);

    private static void Matches(string name, string source)
    {
        string generated = string.Join(
            '\n', Weaver.Weave(source).OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"// ---- {file.Key}\n{file.Value}"));
        string path = $"tests/Generators.Tests/Weaving/Snapshots/{name}.txt";
        if (_accepts)
            Checkout.Write(path, generated);
        Assert.That(generated, Is.EqualTo(Checkout.Read(path)));
    }
}
