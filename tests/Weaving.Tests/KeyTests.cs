using System.Reflection;
using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

/// <summary>Generated code writes keys without reflection, equal to those that a key builder writes with reflection.</summary>
[TestFixture]
internal sealed class KeyTests : WovenFixture
{
    private const string Place = "api-cache::CacheKit.Weaving.Tests.Functions.";

    [Test]
    public void They_are_those_of_the_default_key_builder()
    {
        var date = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        AreSame(CacheManager.For(() => Shapes.FindAsync(7, "a \"b\"\\\n")).Key, nameof(Shapes.FindAsync), ("id", 7), ("kind", "a \"b\"\\\n"));
        AreSame(CacheManager.For(() => Shapes.Optional(-7)).Key, nameof(Shapes.Optional), ("id", -7), ("kind", "reader"), ("active", true));
        AreSame(CacheManager.For(() => Shapes.Many(1, 2)).Key, nameof(Shapes.Many), ("ids", new[] { 1, 2 }));
        AreSame(CacheManager.For(() => Shapes.Dated(date, 1e300, 1.50m, Kind.Reader | Kind.Admin, null)).Key, nameof(Shapes.Dated),
            ("date", date), ("factor", 1e300), ("price", 1.50m), ("kind", Kind.Reader | Kind.Admin), ("other", null));
        AreSame(CacheManager.For(() => Shapes.Dated(date, double.NaN, 0, (Kind)9, Kind.Admin)).Key, nameof(Shapes.Dated),
            ("date", date), ("factor", double.NaN), ("price", 0m), ("kind", (Kind)9), ("other", Kind.Admin));
        AreSame(CacheManager.For(() => Shapes.Keyed(new Tenant("a"))).Key, nameof(Shapes.Keyed), ("tenant", new Tenant("a")));
        AreSame(CacheManager.For(() => Shapes.Everything(
            1, 2, 3, 4, 5, 6, 'c', TimeSpan.FromDays(1.5), Guid.Empty, new Uri("http://a/"), (1, "b"), [[1], []])).Key, nameof(Shapes.Everything),
            ("a", (sbyte)1), ("b", (byte)2), ("c", (short)3), ("d", (ushort)4), ("e", 5u), ("f", 6ul), ("g", 'c'),
            ("h", TimeSpan.FromDays(1.5)), ("i", Guid.Empty), ("j", new Uri("http://a/")), ("k", (1, "b")),
            ("l", new int[][] { [1], [] }));
    }

    [Test]
    public void Overloads_have_the_keys_of_the_default_key_builder()
    {
        MethodInfo method = typeof(Shapes).GetMethod(nameof(Shapes.Overloaded), [typeof(long)])!;
        Assert.That(CacheManager.For(() => Shapes.Overloaded(7L)).Key, Is.EqualTo(Built(method, ("id", 7L))));
    }

    [Test]
    public void Type_arguments_are_in_them() =>
        Assert.That(
            CacheManager.For(() => Shapes.Generic(new List<int> { 7 })).Key,
            Is.EqualTo(Place + "Shapes.Generic<System.Collections.Generic.List`1<System.Int32>>(value=[7])"));

    [Test]
    public void A_record_is_written_by_its_parts()
    {
        Assert.That(CacheManager.For(() => Shapes.Searched(new Filter("tea", 1))).Key, Is.EqualTo(Place + "Shapes.Searched(filter={Name=\"tea\",Page=1})"));
        Assert.That(CacheManager.For(() => Shapes.Searched(new Filter(null, 1))).Key, Is.EqualTo(Place + "Shapes.Searched(filter={Name=null,Page=1})"));
        Assert.That(CacheManager.For(() => Shapes.Searched(null!)).Key, Is.EqualTo(Place + "Shapes.Searched(filter=null)"));
    }

    [Test]
    public void A_record_of_a_derived_type_has_no_key() =>
        Assert.That(
            () => CacheManager.For(() => Shapes.Open(new DerivedQuery("a", 1))).Key,
            Throws.ArgumentException.With.Message.Contains("The argument 'query' is a CacheKit.Weaving.Tests.Functions.DerivedQuery"));

    [Test]
    public void The_object_is_in_them_where_it_counts()
    {
        var users = new SqlUsers();
        IUsers any = users;
        Assert.That(CacheManager.For(() => any.FindAsync(7)).Key, Is.EqualTo(Place + "IUsers.FindAsync(this=CacheKit.Weaving.Tests.Functions.SqlUsers,id=7)"));
        Assert.That(
            CacheManager.For(() => new Orders().Load(7)).Key,
            Is.EqualTo(Place + "Repository`1<System.Int32>.Load(this=CacheKit.Weaving.Tests.Functions.Orders,id=7)"));
        Assert.That(CacheManager.For(() => new Circle(2).Area()).Key, Is.EqualTo(Place + "Circle.Area(this={Radius=2})"));
        Assert.That(CacheManager.For(() => new TenantUsers("a").Find(7)).Key, Is.EqualTo(Place + "TenantUsers.Find(this=\"a\",id=7)"));
    }

    [Test]
    public void A_long_one_keeps_its_head()
    {
        string key = CacheManager.For(() => Shapes.FindAsync(7, new string('a', 5_000))).Key;
        Assert.That(key, Has.Length.EqualTo(1_024));
        Assert.That(key, Does.StartWith(Place + "Shapes.FindAsync(id=7,kind=\"aaaa"));
    }

    [Test]
    public async Task A_long_one_is_found_again()
    {
        string kind = new('a', 5_000);
        Assert.That(await Shapes.FindAsync(7, kind), Does.EndWith(" 1"));
        Assert.That(await Shapes.FindAsync(7, kind), Does.EndWith(" 1"));
        Assert.That(await Shapes.FindAsync(7, kind + "b"), Does.EndWith(" 2"));
    }

    [Test]
    public async Task A_key_builder_of_the_users_own_gets_the_method_and_its_arguments()
    {
        var builder = new RecordingKeyBuilder();
        CacheManager.Init(Backend, configure: options => options.KeyBuilder = builder);
        await Shapes.FindAsync(7, "a");
        await Shapes.FindAsync(7, "a");

        Assert.That(builder.Method, Is.EqualTo(typeof(Shapes).GetMethod(nameof(Shapes.FindAsync))));
        Assert.That(builder.DeclaringType, Is.EqualTo(typeof(Shapes)));
        Assert.That(builder.Arguments, Is.EqualTo(new CacheArgument[] { new("id", 7), new("kind", "a") }));
        Assert.That((await Backend.GetAsync("own key")).HasValue);
        Assert.That(Shapes.Runs, Is.EqualTo(1));
    }

    [Test]
    public void A_function_may_have_a_key_builder_a_coder_and_a_namespace_of_its_own()
    {
        Assert.That(Shapes.Special(7), Is.EqualTo("7 1"));
        Assert.That(Shapes.Special(7), Is.EqualTo("7 1"));
        Assert.That(CacheManager.For(() => Shapes.Special(7)).Key, Does.Match("^api-cache:special:[0-9a-f]{32}$"));
    }

    private static void AreSame(string key, string method, params (string Name, object? Value)[] arguments) =>
        Assert.That(key, Is.EqualTo(Built(typeof(Shapes).GetMethod(method)!, arguments)));

    private static string Built(MethodInfo method, params (string Name, object? Value)[] arguments) => new DefaultKeyBuilder().Build(new CacheCall
    {
        Prefix = "api-cache",
        DeclaringType = method.DeclaringType,
        Method = method,
        Arguments = [.. arguments.Select(argument => new CacheArgument(argument.Name, argument.Value))],
    });

    private sealed class RecordingKeyBuilder : IKeyBuilder
    {
        public MethodInfo? Method { get; private set; }

        public Type? DeclaringType { get; private set; }

        public IReadOnlyList<CacheArgument> Arguments { get; private set; } = [];

        public string Build(in CacheCall call)
        {
            (Method, DeclaringType, Arguments) = (call.Method, call.DeclaringType, call.Arguments);
            return "own key";
        }
    }
}
