using System.Text.RegularExpressions;
using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Weaving;

[TestFixture]
internal sealed class PlaceTests
{
    [Test]
    public void A_call_is_woven_wherever_it_stands()
    {
        const string Users = "static class Users { [Cache(60)] public static int Find(int id) => id; }";
        const string Callers = """
            using System.Runtime.CompilerServices;

            Console.WriteLine(Users.Find(1));
            foreach (int n in Callers.All(Users.Find(2)))
                Console.WriteLine(n is var m && m == Users.Find(3) ? $"{Users.Find(4)}" : "");

            abstract class CallersBase(int id) { public int Id => id; }

            sealed class Callers(int id) : CallersBase(Users.Find(id))
            {
                private static readonly int _shared = Users.Find(5);
                private readonly int _own = Users.Find(6);

                static Callers() => Users.Find(7);

                public Callers() : this(Users.Find(8)) { }

                public int Property { get; } = Users.Find(9);

                public int Computed { get => Users.Find(10) + _own; set => Users.Find(value); }

                public static int operator +(Callers one, Callers other) => Users.Find(one.Id + other.Id + _shared);

                public static IEnumerable<int> All(int id)
                {
                    yield return Users.Find(id);
                    Func<int, int> lambda = n => Users.Find(n);
                    yield return lambda(11) + Local() + new[] { 1 }.Select(n => Users.Find(n)).Single();
                    yield return (from n in new[] { 1 } let found = Users.Find(n) where Users.Find(found) > 0 select Users.Find(n)).Single();
                    yield return id switch { 1 when Users.Find(12) > 0 => Users.Find(13), _ => Users.Find(14) };

                    static int Local() => Users.Find(15);
                }
            }

            static class Started { [ModuleInitializer] public static void Start() => Users.Find(16); }
            """;

        string generated = Weaver.Weave(Callers, Users).Values.Single();
        Assert.That(Regex.Count(generated, @"InterceptsLocationAttribute\(1,"), Is.EqualTo(Regex.Count(Callers, @"Users\.Find\b")));
    }

    [TestCase("() => Users.Find(7)", true)]
    [TestCase("() => (Users.Find(7))", true)]
    [TestCase("() => { return Users.Find(7); }", true)]
    [TestCase("() => { return (Users.Find(7)); }", true)]
    [TestCase("() => { int id = 7; return Users.Find(id); }", false)]
    [TestCase("() => { lock (typeof(Users)) return Users.Find(7); }", false)]
    [TestCase("() => 1 + Users.Find(7)", false)]
    [TestCase("() => Users.Same(Users.Find(7))", false)]
    public void A_lambda_that_is_one_call_passes_its_entry_to_a_handle(string lambda, bool isEntry)
    {
        string generated = Weaver.Weave(
            "static class Users { [Cache(60)] public static int Find(int id) => id; public static int Same(int id) => id; " +
            $"public static object M() => CacheManager.For({lambda}); }}").Values.Single();
        Assert.That(generated.Contains(" Find_Entry(", StringComparison.Ordinal), Is.EqualTo(isEntry));
    }
}
