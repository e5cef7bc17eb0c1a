using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

/// <summary>Functions whose ids have entries of their own.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class ElementTests(bool isRemote) : WovenFixture(isRemote)
{
    private static readonly int[] _three = [1, 2, 3];

    private People _people = null!;

    [SetUp]
    public void Begin() => _people = new People();

    [Test]
    public async Task Only_the_missing_ids_are_loaded_once_and_in_their_order()
    {
        await _people.FindManyAsync([3, 1], "a");
        IReadOnlyDictionary<int, Person> found = await _people.FindManyAsync([5, 3, 4, 5, 1], "a");
        Assert.That(_people.Loads, Is.EqualTo(new[] { "3,1", "5,4" }));
        Assert.That(found.Values.Select(person => (person.Id, person.Load)), Is.EquivalentTo(new[] { (5, 2), (3, 1), (4, 2), (1, 1) }));
        Assert.That(found.Keys, Is.EquivalentTo(found.Values.Select(person => person.Id)));
    }

    [Test]
    public async Task A_call_whose_ids_are_all_present_runs_nothing()
    {
        for (int call = 0; call < 3; call++)
            Assert.That((await _people.FindManyAsync(_three, "a")).Keys, Is.EquivalentTo(_three));
        Assert.That(_people.Loads, Is.EqualTo(new[] { "1,2,3" }));
    }

    [Test]
    public async Task The_entries_are_those_of_the_function_for_one_id()
    {
        Person? one = await _people.FindAsync(1, "a");
        IReadOnlyDictionary<int, Person> found = await _people.FindManyAsync([1, 2], "a");
        Assert.That(found[1], Is.EqualTo(one));
        Assert.That(await _people.FindAsync(2, "a"), Is.EqualTo(found[2]));
        Assert.That(_people.Loads, Is.EqualTo(new[] { "1", "2" }));

        await CacheManager.For(() => _people.FindAsync(2, "a")).RemoveAsync();
        await _people.FindManyAsync([1, 2], "a");
        Assert.That(_people.Loads, Is.EqualTo(new[] { "1", "2", "2" }));
    }

    [Test]
    public async Task Other_arguments_are_in_the_key()
    {
        await _people.FindManyAsync([1], "a");
        await _people.FindManyAsync([1], "b");
        Assert.That(_people.Loads, Is.EqualTo(new[] { "1", "1" }));
        Assert.That(await Backend.RemoveAsync("api-cache:people:CacheKit.Weaving.Tests.Functions.People.FindAsync(id=1,tenant=\"b\")"), Is.True);
    }

    [Test]
    public async Task An_array_has_the_order_of_the_ids_whatever_is_ignored()
    {
        await _people.ListAsync([2], "one");
        Person?[] found = await _people.ListAsync([3, -1, 2, 3], "two");
        Assert.That(found.Select(person => person?.Id), Is.EqualTo(new int?[] { 3, null, 2, 3 }));
        Assert.That(_people.Loads, Is.EqualTo(new[] { "2", "3,-1" }));
        Assert.That(await Backend.RemoveAsync("api-cache::CacheKit.Weaving.Tests.Functions.People.ListAsync(ids=3)"), Is.True);
    }

    [Test]
    public async Task The_missing_ids_are_loaded_in_parts()
    {
        List<Person?> found = await _people.ListInPartsAsync([1, 2, 3, 4, 5, 1]);
        Assert.That(found.Select(person => person?.Id), Is.EqualTo(new[] { 1, 2, 3, 4, 5, 1 }));
        Assert.That(_people.Loads, Is.EqualTo(new[] { "1,2", "3,4", "5" }));
    }

    [Test]
    public async Task An_absent_id_is_left_out_and_looked_for_again()
    {
        Assert.That((await _people.FindManyAsync([1, -1], "a")).Keys, Is.EqualTo(new[] { 1 }));
        Assert.That((await _people.FindManyAsync([1, -1], "a")).Keys, Is.EqualTo(new[] { 1 }));
        Assert.That(_people.Loads, Is.EqualTo(new[] { "1,-1", "-1" }));

        await _people.FindAsync(-1, "a");
        Assert.That((await _people.FindManyAsync([1, -1], "a")).Keys, Is.EqualTo(new[] { 1 }));
        Assert.That(_people.Loads, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task An_absent_id_is_remembered_where_the_function_says_so()
    {
        for (int call = 0; call < 3; call++)
            Assert.That((await _people.RememberAsync([1, -1])).Keys, Is.EqualTo(new[] { 1 }));
        Assert.That(_people.Loads, Is.EqualTo(new[] { "1,-1" }));
    }

    [Test]
    public void A_list_of_another_length_is_an_error() =>
        Assert.That(() => _people.ListTooFewAsync([1, -1]), Throws.InvalidOperationException.With.Message.StartsWith(
            "CacheKit.Weaving.Tests.Functions.People.ListTooFewAsync returned 1 values for 2 ids."));

    [Test]
    public async Task What_was_not_asked_for_is_ignored()
    {
        Assert.That(await _people.MeasureAsync("a", "bb"), Is.EquivalentTo(new Dictionary<string, int> { ["a"] = 1, ["bb"] = 2 }));
        await _people.MeasureAsync("not asked for");
        Assert.That(_people.Loads, Is.EqualTo(new[] { "a,bb", "not asked for" }));
    }

    [Test]
    public async Task No_ids_need_no_call_and_null_is_passed_on()
    {
        Assert.That(await _people.ListNumbersAsync([]), Is.Empty);
        Assert.That(_people.Loads, Is.Empty);
        Assert.That(await _people.ListNumbersAsync(null), Is.Empty);
        Assert.That(_people.Loads, Is.EqualTo(new[] { "" }));
    }

    [Test]
    public async Task Ids_that_can_be_read_only_once_are_all_loaded_without_the_cache()
    {
        CacheManager.Enabled = false;
        var queue = new Queue<int>(_three);
        IEnumerable<int> ids = Enumerable.Range(0, 3).Where(_ => queue.Count > 0).Select(_ => queue.Dequeue());
        Assert.That((await _people.ListTooFewAsync(ids)).Select(person => person.Id), Is.EqualTo(_three));
    }

    // Its function may find more under an id than that of another set.
    [Test]
    public async Task A_set_with_a_comparer_of_its_own_is_not_cached_and_reaches_the_function()
    {
        var log = new Warnings();
        CacheManager.Init(Backend, prefix: "api-cache", options => options.LoggerFactory = log);
        for (int call = 0; call < 2; call++)
            await _people.DescribeAsync<string>(new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "A", "a" });
        Assert.That(_people.Loads, Is.EqualTo(new[] { "A", "A" }));
        Assert.That(log.Lines, Has.One.Contains("DescribeHiddenAsync"));

        foreach (ISet<string> set in new ISet<string>[] { new HashSet<string> { "A" }, new HashSet<string>(StringComparer.Ordinal) { "A" } })
            await _people.DescribeAsync(set);
        Assert.That(_people.Loads, Has.Count.EqualTo(3));
    }

    [Test]
    public void An_id_that_is_null_is_named_by_its_place() =>
        Assert.That(() => _people.MeasureAsync("a", null!), Throws.ArgumentException.With.Message.StartsWith("The id at 1 is null."));

    [Test]
    public async Task Each_caller_has_its_own_copy_of_a_value_that_can_change()
    {
        for (int call = 0; call < 3; call++)
        {
            IReadOnlyDictionary<int, List<int>> found = await _people.ListNumbersAsync([1, 2]);
            Assert.That(found[1], Is.EqualTo(new[] { 1 }));
            found[1].Add(call);
        }

        Assert.That(_people.Loads, Is.EqualTo(new[] { "1,2" }));
    }

    [TestCase("person:2", "2")]
    [TestCase("tenant:a", "1,2,3")]
    public async Task A_tag_evicts_its_elements(string tag, string loaded)
    {
        await _people.FindManyAsync(_three, "a");
        await CacheManager.EvictAsync(tag);
        await _people.FindManyAsync(_three, "a");
        Assert.That(_people.Loads, Is.EqualTo(new[] { "1,2,3", loaded }));
    }

    [Test]
    public async Task A_tag_names_one_id_by_the_parameter_of_all()
    {
        await _people.ListAsync(_three);
        await CacheManager.EvictAsync("listed:2");
        await _people.ListAsync(_three);
        Assert.That(_people.Loads, Is.EqualTo(new[] { "1,2,3", "2" }));
    }

    [Test]
    public async Task A_generic_private_function_of_a_set_is_woven()
    {
        Assert.That((await _people.DescribeAsync(new HashSet<int> { 7 }))[7], Is.EqualTo("7 of Int32"));
        Assert.That((await _people.DescribeAsync(new HashSet<long> { 7 }))[7], Is.EqualTo("7 of Int64"));
        await _people.DescribeAsync(new HashSet<int> { 7, 8 });
        Assert.That(_people.Loads, Is.EqualTo(new[] { "7", "7", "8" }));
    }

    [Test]
    public async Task Without_the_cache_each_call_runs_with_its_own_ids()
    {
        CacheManager.Enabled = false;
        for (int call = 0; call < 2; call++)
            Assert.That(await _people.FindManyAsync([2, 1], "a"), Has.Count.EqualTo(2));
        Assert.That((await _people.ListInPartsAsync([1, 2, 3])).Select(person => person?.Id), Is.EqualTo(_three));
        Assert.That(_people.Loads, Is.EqualTo(new[] { "2,1", "2,1", "1,2", "3" }));
    }
}
