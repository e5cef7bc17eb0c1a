using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Weaving;

/// <summary>Generated code compiles without warnings for any valid user code.</summary>
[TestFixture]
internal sealed class CompilesTests
{
    [Test]
    public void Without_a_namespace() => Compiles(
        """
        static class Users { [Cache(60)] public static Task<string?> FindAsync(int id) => Task.FromResult<string?>(null); }
        static class Caller { public static Task<string?> M() => Users.FindAsync(7); }
        """);

    [Test]
    public void Beside_types_and_namespaces_of_the_same_names() => Compiles(
        """
        namespace Shop.System { static class Task; static class String; }
        namespace Shop.CacheKit.Weaving { static class CachedFunction; static class KeyText; }
        namespace Shop
        {
            static class Interceptors;
            static class Call;
            static class InterceptsLocationAttribute;
            static class Users { [global::CacheKit.Cache(60)] public static string Find(int id) => ""; }
            static class Caller { public static string M() => Users.Find(7); }
        }
        """);

    [Test]
    public void With_parameters_of_any_name() => Compiles(
        """
        sealed record Part(int value1, string text);

        abstract class Users
        {
            [Cache(60)]
            public Task<string> FindAsync(
                int self, int selfIdentity, int @this, int text, int other, int call, int cancellationToken, int result, int copy, int value1, int @class, int Function, int Call,
                Part part, CancellationToken token) => Task.FromResult("");

            [CachePut(nameof(LoadAsync))] public Task<string> SaveAsync(int result, int result1, int self, int @event) => Task.FromResult("");

            [Cache] public Task<string> LoadAsync(int result, int result1, int self, int @event) => Task.FromResult("");
        }

        static class Caller
        {
            public static Task<string> M(Users users) => users.FindAsync(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, new Part(1, ""), default);

            public static Task<string> N(Users users) => users.SaveAsync(1, 2, 3, 4);
        }
        """);

    [Test]
    public void With_a_token_that_may_be_null() => Compiles(
        """
        static class Users { [Cache(60)] public static Task<string> FindAsync(int id, CancellationToken? token = null) => Task.FromResult(""); }

        static class Caller
        {
            private static readonly Func<int, CancellationToken?, Task<string>> _find = Users.FindAsync;

            public static Task<string> M(CancellationToken token) => Users.FindAsync(7, token);

            public static Task<string> N() => _find.Cached("find")(7, null);
        }
        """);

    [Test]
    public void With_type_parameters_of_any_name_and_constraint() => Compiles(
        """
        class Repository<Call, Function>
            where Call : class, new()
            where Function : notnull, IComparable<Function>
        {
            [Cache] public virtual Task<Dictionary<Call, T?>> FindAsync<T, TKey>(TKey key, Function function) where T : struct, Enum where TKey : unmanaged => Task.FromResult(new Dictionary<Call, T?>());

            public sealed class Inner<T>(T value) where T : class?
            {
                [Cache] public T Find(int id) => value;
            }

            [Cache] private Task<T> HiddenAsync<T>(T value) where T : Call? => Task.FromResult(value);

            public Task<T> M<T>(T value) where T : Call? => HiddenAsync(value);
        }

        static class Caller
        {
            public static object M(Repository<object, string> repository) => repository.FindAsync<DayOfWeek, int>(7, "");

            public static object? N(Repository<object, string>.Inner<string?> inner) => inner.Find(7);
        }
        """);

    [Test]
    public void With_annotations_tuples_and_arrays() => Compiles(
        """
        static class Users
        {
            [Cache] public static Task<(int Id, string? Name)[]?> FindAsync((int Id, string? Name) key, string?[]? names, int[][] ids, List<(int A, string B)>? list, string kind = "a") =>
                Task.FromResult<(int Id, string? Name)[]?>(null);

            [Cache] public static ValueTask<T?> GenericAsync<T>(T? value) => new(value);

            [Cache] public static IReadOnlyList<string?>? List(params string?[] names) => names;
        }

        static class Caller
        {
            public static object M() => Users.FindAsync((1, null), null, [], null);
            public static object N<T>(T value) => Users.GenericAsync(value);
            public static object? O() => Users.List("a", null);
        }
        """);

    [Test]
    public void Of_methods_whose_places_read_alike() => Compiles(
        """
        namespace Shop.A { static class B_C { [Cache] public static int Find(int id) => 1; } }
        namespace Shop { static class A_B_C { [Cache] public static int Find(int id) => 1; [Cache] public static int Find(string id) => 1; } }
        namespace Shop_A { static class B { static class Hidden; internal static class C { [Cache] public static int Find(int id) => 1; } } }
        static class Caller { public static int M() => Shop.A.B_C.Find(1) + Shop.A_B_C.Find(1) + Shop.A_B_C.Find("") + Shop_A.B.C.Find(1); }
        """);

    [Test]
    public void Where_nullable_is_off() => Compiles(
        """
        #nullable disable
        static class Users { [Cache] public static Task<string> FindAsync(string id) => Task.FromResult(id); }
        static class Caller { public static Task<string> M() => Users.FindAsync(null); }
        """);

    [Test]
    public void Of_what_is_obsolete_or_experimental() => Compiles(
        """
        static class Users
        {
            [Obsolete("Call another one."), Cache] public static string Find(int id) => "";
            [System.Diagnostics.CodeAnalysis.Experimental("EXP1"), Cache] public static string FindNew(int id) => "";
            [Obsolete, Cache] public static string FindOld(int id) => "";
            [Obsolete("Call another one.", DiagnosticId = "OLD1"), Cache] public static string FindOldest(int id) => "";
        }

        static class Caller
        {
        #pragma warning disable CS0612, CS0618, EXP1, OLD1
            public static string M() => Users.Find(7) + Users.FindNew(7) + Users.FindOld(7) + Users.FindOldest(7);
        #pragma warning restore CS0612, CS0618, EXP1, OLD1
        }
        """);

    [Test]
    public void Of_functions_with_elements() => Compiles(
        """
        sealed record Key(int Id, string Name);

        interface IUsers
        {
            [Cache(Each = nameof(id))] ValueTask<(int Id, string? Name)[]> ListAsync(Key[]? id, int self, int call, int Ids, int CallOf, int With, int RunAsync, CancellationToken cancellationToken);
        }

        class Store<Batch, Batches> where Batch : notnull where Batches : class
        {
            [Cache] protected Task<Batches?> FindAsync<Call>(Batch id, Call kind, [CacheIgnore] object trace) => Task.FromResult<Batches?>(null);

            [Cache(Each = nameof(ids), Shares = nameof(FindAsync))]
            private Task<IReadOnlyDictionary<Batch, Batches>> ManyAsync<Call>(ISet<Batch> ids, Call kind, CancellationToken cancellationToken) => default!;

            public object M(Batch id) => ManyAsync(new HashSet<Batch> { id }, 7, default);

            internal record struct Point(int X)
            {
                [Cache(Each = nameof(ids))] private readonly Task<ICollection<int>> MoveAsync(ICollection<int> ids) => default!;

                public object M() => MoveAsync([1]);
            }
        }

        static class Caller
        {
            [Cache(Each = nameof(ids))] private static Task<IEnumerable<string>> HiddenAsync(this IReadOnlyList<string> ids, int @class = 1) => default!;

            public static object M(IUsers users) => (users.ListAsync([], 1, 2, 3, 4, 5, 6, default), HiddenAsync([]), new[] { "" }.HiddenAsync(2));
        }
        """);

    [Test]
    public void Of_methods_in_nested_private_and_generic_places() => Compiles(
        """
        static class Outer
        {
            internal static class Inner
            {
                [Cache] private static Task<string> HiddenAsync(int id) => Task.FromResult("");
                [Cache] private static T Hidden<T>(T id) => id;
                public static object M() => (HiddenAsync(7), Hidden(7));
            }

            internal class Box<T>
            {
                [Cache] protected virtual string Load(T key) => "";
                [Cache] private static string Load(T key, int page) => "";
                public object M(T key) => (Load(key), Load(key, 1), this.Load(key));
            }

            internal struct Point
            {
                public int X;
                [Cache] private readonly int Length(int digits) => X;
                [Cache] private int Move(int by) => X += by;
                public int M() => Length(1) + Move(1);
            }
        }
        """.Replace("internal struct Point", "internal record struct Point", StringComparison.Ordinal));

    [Test]
    public void Of_attributes_of_every_form() => Compiles(
        """
        sealed class Coder : ICoder
        {
            public void Encode<T>(T value, System.Buffers.IBufferWriter<byte> output) => throw new NotSupportedException();
            public T? Decode<T>(ReadOnlySpan<byte> payload) => default;
        }

        enum Level { Low = -1, High = 1 }

        sealed class MyCacheAttribute(Level level, Type[] types, params string[] names) : CacheAttribute(60)
        {
            public object All => (level, types, names);
            public char Separator { get; set; }
            public double Factor { get; set; }
        }

        [Cache(Namespace = "a \"quoted\"\\ \n one", Tags = ["all"])]
        static class Users
        {
            [MyCache(Level.Low, [typeof(int), typeof(List<>)], "a", "b", Separator = '\'', Factor = 0.5, Coder = typeof(Coder), KeyBuilder = typeof(HashedKeyBuilder), Tags = ["user:{id}", "{{x}}"])]
            public static string Find(int id) => "";

            [CacheOneDay] public static string FindAll() => "";
        }

        static class Caller { public static string M() => Users.Find(7) + Users.FindAll(); }
        """);

    [Test]
    public void Of_delegates_of_every_form() => Compiles(
        """
        delegate Task<string> Search(string name, int function, int options, int options1, int cached, int cached1, CancellationToken token);

        static class Caller
        {
            public static object M(Search search, Func<int> count) =>
                (search.Cached("search"), count.Cached("count"), CachedDelegates.Cached(async (int? id) => { await Task.Yield(); return id; }, "lambda"));
        }
        """);

    [Test]
    public void In_an_assembly_of_any_name() =>
        Assert.That(Weaver.Weave(WebProject.Compile(
            """
            static class Users { [Cache(60)] public static string Find(int id) => ""; }
            static class Caller { public static string M() => Users.Find(7); }
            """).WithAssemblyName("1 Shop-Api.Tests")), Has.Count.EqualTo(1));

    private static void Compiles(string source) => Assert.That(Weaver.Weave(source), Is.Not.Empty);

    [Test]
    public void A_record_of_another_assembly_is_looked_at_for_state_that_its_reference_assembly_leaves_out()
    {
        using var image = new MemoryStream();
        Assert.That(
            WebProject.Compile(
                "public record Filter(int Id) { private readonly int _more = Id; public override string ToString() => $\"{_more}\"; }")
                .WithAssemblyName("Library")
                .Emit(image, options: new(metadataOnly: true, includePrivateMembers: false)).Success,
            Is.True);
        image.Position = 0;
        IReadOnlyDictionary<string, string> files = Weaver.Weave(
            WebProject.Compile("static class Users { [Cache(60)] public static Task<int> FindAsync(Filter filter) => Task.FromResult(1); public static Task<int> M(Filter filter) => FindAsync(filter); }")
                .AddReferences(Microsoft.CodeAnalysis.MetadataReference.CreateFromStream(image)));
        Assert.That(files.Values.Single(), Does.Contain("global::CacheKit.Weaving.KeyText.RequireParts(typeof(global::Filter), \"Id\", \"filter\");"));
    }
}
