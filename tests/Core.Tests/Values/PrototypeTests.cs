using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;
using CacheKit.Core.Tests.Values.Samples;

namespace CacheKit.Core.Tests.Values;

/// <summary>Values are copied by their structure, unless they are more than their fields; those are left to the coder.</summary>
[TestFixture]
internal sealed class PrototypeTests
{
    private static readonly TestCaseData[] _refused =
    [
        Case.Of("a delegate", new Action(static () => { })),
        Case.Of("an object with a delegate", new Shop.Holder<Func<int>> { Value = static () => 1 }),
        Case.Of("an event with a subscriber", Observed()),
        Case.Of("an exception", new InvalidOperationException("failed")),
        Case.Of("a task", Task.FromResult(1)),
        Case.Of("a stream", new MemoryStream()),
        Case.Of("a disposable object", new Stateful.Held()),
        Case.Of("a list of disposable objects", new List<object> { 1, new Stateful.Held() }),
        Case.Of("an object with a finalizer", new Stateful.Finalized()),
        Case.Of("an object with a handle", new Stateful.Pointed { Handle = 1 }),
        Case.Of("a lazy value that is not there", new Lazy<int>(static () => 7)),
        Case.Of("a weak reference", new WeakReference<object>(new object())),
        Case.Of("a cancellation source in a token", new Shop.Holder<CancellationToken> { Value = new CancellationTokenSource().Token }),
        Case.Of("a view of a sorted set", new SortedSet<int> { 1, 2, 3 }.GetViewBetween(1, 2)),
        Case.Of("an inline array of lists", default(Shop.Two)),
        Case.Of("a dictionary of its own with keys that can be changed", new Shop.Mixed { [new Shop.Key()] = 1 }),
        Case.Of("an array of pointers", Array.CreateInstance(typeof(int).MakePointerType(), 1)),
        Case.Of("an iterator", Numbers()),
        Case.Of("a query", new List<int> { 1 }.Where(static number => number > 0)),
        Case.Of("a class that was made at run time", Activator.CreateInstance(MadeAtRunTime())),
        Case.Of("a framework class with fields of its own", new System.Text.Json.JsonSerializerOptions()),
    ];

    [TestCaseSource(nameof(_refused))]
    public void A_value_that_is_more_than_its_fields_is_not_copied(object value) => Assert.That(Prototype.Of(value), Is.Null);

    [Test]
    public void An_event_without_subscribers_is_copied()
    {
        var observed = new Stateful.Observed { Name = "a" };
        Assert.That(CopyOf(observed).Name, Is.EqualTo("a"));
    }

    [Test]
    public void A_chain_of_any_length_is_copied()
    {
        Shop.Chain copy = CopyOf(Shop.ChainOf(200_000));
        int length = 0;
        for (Shop.Chain? link = copy; link is not null; link = link.Next)
            length++;
        Assert.That(length, Is.EqualTo(200_000));
    }

    [Test]
    public void A_cycle_of_references_is_kept_in_the_copy()
    {
        var chain = new Shop.Chain { Number = 1 };
        chain.Next = new Shop.Chain { Number = 2, Next = chain };
        Shop.Chain copy = CopyOf(chain);
        Assert.That(copy.Next!.Next, Is.SameAs(copy));
        Assert.That(copy, Is.Not.SameAs(chain));
    }

    [Test]
    public void An_object_with_two_references_is_one_object_in_the_copy()
    {
        var home = new Shop.Address { Street = "Main" };
        List<Shop.Address> copy = CopyOf(new List<Shop.Address> { home, home });
        Assert.That(copy[0], Is.SameAs(copy[1]));
        Assert.That(copy[0], Is.Not.SameAs(home));
    }

    [TestCase(14)]
    [TestCase(15)]
    [TestCase(16)]
    [TestCase(1_000)]
    public void An_object_that_occurs_twice_among_many_is_one_object_in_the_copy(int others)
    {
        var home = new Shop.Address { Street = "Main" };
        Shop.Address[] copy = CopyOf<Shop.Address[]>([home, .. Enumerable.Range(0, others).Select(_ => new Shop.Address()), home]);
        Assert.That(copy[^1], Is.SameAs(copy[0]).And.Not.SameAs(home));
        Assert.That(copy.Distinct(ReferenceEqualityComparer.Instance).Count(), Is.EqualTo(others + 1));
    }

    [Test]
    public void A_cycle_with_an_object_that_can_not_be_copied_is_not_copied()
    {
        var cycle = new List<object>();
        cycle.AddRange([cycle, new MemoryStream()]);
        Assert.That(Prototype.Of(cycle), Is.Null);
    }

    [Test]
    public void The_first_copy_takes_hardly_more_memory_than_a_later_one()
    {
        List<Shop.Address[]> value = [.. Enumerable.Range(0, 500).Select(_ => new[] { new Shop.Address() })];
        Prototype prototype = Prototype.Of(value)!;
        long later = Allocated(() => prototype.Copy());
        Assert.That(Allocated(() => Prototype.Of(value)), Is.LessThan(later + 512));
    }

    [Test]
    public void A_record_is_copied_with_its_type_and_without_its_own_copy_constructor()
    {
        Assert.That(CopyOf<Base>(new Derived(["a"]) { Number = 1 }), Is.InstanceOf<Derived>().With.Property(nameof(Derived.Number)).EqualTo(1));
        Assert.That(CopyOf(new Forgetful(["a"]) { Number = 1 }), Has.Property(nameof(Forgetful.Number)).EqualTo(1));
        Assert.That(CopyOf(new Heir(["a"]) { Number = 1 }), Has.Property(nameof(Forgetful.Number)).EqualTo(1));
    }

    [Test]
    public void A_copied_dictionary_finds_copies_of_its_keys()
    {
        var inner = new Shop.Key { Text = "k", Numbers = { 1, 2 } };
        Dictionary<Shop.Key, int> copy = CopyOf(new Dictionary<Shop.Key, int> { [inner] = 7 });
        Assert.That(copy[new Shop.Key { Text = "k", Numbers = { 1, 2 } }], Is.EqualTo(7));
        Assert.That(copy[copy.Keys.Single()], Is.EqualTo(7));
    }

    [Test]
    public void A_copied_dictionary_finds_keys_that_were_copied_before_it()
    {
        var key = new Shop.Key { Text = "k", Numbers = { 1, 2 } };
        (Shop.Key Key, Dictionary<Shop.Key, int> Dictionary) copy = CopyOf((key, new Dictionary<Shop.Key, int> { [key] = 7 }));
        Assert.That(copy.Dictionary[copy.Key], Is.EqualTo(7));
        Assert.That(copy.Key, Is.Not.SameAs(key));
    }

    [Test]
    public void A_copied_dictionary_finds_keys_that_are_compared_by_reference()
    {
        var key = new Shop.Address();
        Dictionary<Shop.Address, Shop.Address> copy = CopyOf(new Dictionary<Shop.Address, Shop.Address> { [key] = key });
        (Shop.Address copiedKey, Shop.Address value) = copy.Single();
        Assert.That(copy[copiedKey], Is.SameAs(value).And.SameAs(copiedKey));
    }

    [Test]
    public void A_copied_set_finds_elements_whose_hash_comes_from_an_object_inside()
    {
        var home = new Shop.Address();
        (Shop.Address Home, HashSet<Visit> Visits) copy = CopyOf((home, new HashSet<Visit> { new(home, 1), new(home, 2) }));
        Assert.That(copy.Visits, Has.Count.EqualTo(2));
        Assert.That(copy.Visits.Contains(new Visit(copy.Home, 2)), Is.True);
    }

    [Test]
    public void A_set_with_elements_that_have_become_equal_is_not_copied()
    {
        var second = new Shop.Key { Text = "b" };
        var set = new HashSet<Shop.Key> { new() { Text = "a" }, second };
        second.Text = "a";
        Assert.That(Prototype.Of(set), Is.Null);
    }

    [Test]
    public void A_lock_is_not_shared_with_a_copy()
    {
        var holder = new Shop.Holder<Lock> { Value = new Lock() };
        lock (holder.Value)
            Assert.That((holder.Value.IsHeldByCurrentThread, CopyOf(holder).Value!.IsHeldByCurrentThread), Is.EqualTo((true, false)));
    }

    [Test]
    public void An_object_whose_static_constructor_fails_is_copied() =>
        Assert.That(CopyOf(Stateful.Unprepared.New(1)).Number, Is.EqualTo(1));

    [Test]
    public void Structs_in_immutable_arrays_and_in_memory_are_copied_up_to_the_depth_that_the_stack_allows()
    {
        Assert.That(CopyOf(BranchOf(100)).Inner[0].Names, Is.EqualTo(new[] { "b" }));
        Assert.That(Prototype.Of(BranchOf(100_000)), Is.Null);
        Assert.That(Prototype.Of(PartOf(100_000)), Is.Null);
    }

    [Test]
    public void A_value_whose_own_code_fails_is_not_copied() =>
        Assert.That(Prototype.Of(new Dictionary<Failing, int>(new FailingLater()) { [new Failing()] = 1 }), Is.Null);

    [Test]
    public async Task Copies_can_be_made_by_many_threads_concurrently()
    {
        Prototype prototype = Prototype.Of(Shop.Customers())!;
        Prototype tree = Prototype.Of(new List<Shop.Account> { new() { Name = "a", Roles = { "r" } } })!;
        List<Shop.Account> expected = [new() { Name = "a", Roles = { "r" } }];
        string?[] differences = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var round = 0; round < 200; round++)
            {
                object copy = prototype.Copy();
                object copiedTree = tree.Copy();
                string? difference = Structure.DifferenceOf(Shop.Customers(), copy) ?? Structure.DifferenceOf(expected, copiedTree);
                if (difference is not null)
                    return difference;
                Structure.Spoil(copy);
                Structure.Spoil(copiedTree);
            }

            return null;
        })));
        Assert.That(differences, Is.All.Null);
    }

    private static T CopyOf<T>(T value)
        where T : notnull => (T)Prototype.Of(value)!.Copy();

    private static long Allocated(Func<object?> action) => Allocations.Of(1, () => GC.KeepAlive(action()));

    private static Stateful.Observed Observed()
    {
        var observed = new Stateful.Observed();
        observed.PropertyChanged += static (_, _) => { };
        return observed;
    }

    private static IEnumerable<int> Numbers()
    {
        yield return 1;
    }

    private static Branch BranchOf(int depth)
    {
        var branch = new Branch { Names = ["b"], Inner = [] };
        for (int i = 0; i < depth; i++)
            branch = new Branch { Names = ["b"], Inner = [branch] };
        return branch;
    }

    private static Part PartOf(int depth)
    {
        Part part = default;
        for (int i = 0; i < depth; i++)
            part = new Part { Inner = new[] { part } };
        return part;
    }

    private static Type MadeAtRunTime()
    {
        AssemblyBuilder assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Proxies"), AssemblyBuilderAccess.Run);
        TypeBuilder proxy = assembly.DefineDynamicModule("Proxies").DefineType("Proxy", TypeAttributes.Public);
        proxy.DefineField("Number", typeof(int), FieldAttributes.Public);
        return proxy.CreateType();
    }

    private sealed record Visit(Shop.Address Place, int Day);

    private record Base(string[] Names);

    private sealed record Derived(string[] Names) : Base(Names)
    {
        public int Number { get; init; }
    }

    private record Forgetful(string[] Names)
    {
        protected Forgetful(Forgetful other) => Names = other.Names;

        public int Number { get; init; }
    }

    private sealed record Heir(string[] Names) : Forgetful(Names);

    private struct Branch
    {
        public string[] Names { get; set; }

        public ImmutableArray<Branch> Inner { get; set; }
    }

    private struct Part
    {
        public ReadOnlyMemory<Part> Inner { get; set; }
    }

    private sealed class Failing
    {
        public int Number { get; set; }
    }

    private sealed class FailingLater : IEqualityComparer<Failing>
    {
        private int _calls;

        public bool Equals(Failing? x, Failing? y) => ReferenceEquals(x, y);

        public int GetHashCode(Failing obj) => _calls++ == 0 ? 1 : throw new InvalidOperationException("It is not the first.");
    }
}
