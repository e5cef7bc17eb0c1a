using CacheKit.Conformance;
using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

/// <summary>Concurrent and failed calls of functions whose ids have entries of their own.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class ElementFlightTests(bool isRemote) : WovenFixture(isRemote)
{
    private People _people = null!;

    [SetUp]
    public void Begin() => _people = new People { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };

    [Test]
    public async Task Overlapping_calls_load_each_id_once()
    {
        Task<IReadOnlyDictionary<int, Person>> one = _people.FindManyAsync([1, 2, 3], "a");
        await LoadsAsync(1);
        Task<IReadOnlyDictionary<int, Person>> other = _people.FindManyAsync([2, 3, 4], "a");
        Task<Person?> single = _people.FindAsync(3, "a");
        await LoadsAsync(2);
        _people.Gate!.SetResult();

        Assert.That((await Soon(one)).Keys, Is.EquivalentTo(new[] { 1, 2, 3 }));
        Assert.That((await Soon(other)).Values.Select(person => (person.Id, person.Load)), Is.EquivalentTo(new[] { (2, 1), (3, 1), (4, 2) }));
        Assert.That((await Soon(single))?.Load, Is.EqualTo(1));
        Assert.That(_people.Loads, Is.EqualTo(new[] { "1,2,3", "4" }));
    }

    [Test]
    public async Task An_exception_reaches_all_callers_and_nothing_is_stored()
    {
        _people.Failure = new IOException("Down.");
        Task<IReadOnlyDictionary<int, Person>> one = _people.FindManyAsync([1, 2], "a");
        await LoadsAsync(1);
        Task<IReadOnlyDictionary<int, Person>> other = _people.FindManyAsync([2], "a");
        _people.Gate!.SetResult();
        Assert.That(() => Soon(one), Throws.InstanceOf<IOException>());
        Assert.That(() => Soon(other), Throws.InstanceOf<IOException>());

        _people.Failure = null;
        Assert.That(await Soon(_people.FindManyAsync([1, 2], "a")), Has.Count.EqualTo(2));
        Assert.That(_people.Loads[^1], Is.EqualTo("1,2"));
    }

    [Test]
    public async Task Only_the_cancelled_caller_leaves()
    {
        using var source = new CancellationTokenSource();
        Task<IReadOnlyDictionary<int, Person>> one = _people.FindManyAsync([1, 2], "a", source.Token);
        await LoadsAsync(1);
        Task<IReadOnlyDictionary<int, Person>> other = _people.FindManyAsync([2, 3], "a");
        await LoadsAsync(2);
        await source.CancelAsync();
        Assert.That(() => Soon(one), Throws.InstanceOf<OperationCanceledException>());
        _people.Gate!.SetResult();
        Assert.That((await Soon(other))[2].Load, Is.EqualTo(1));
    }

    private Task LoadsAsync(int count) => Poll.UntilAsync(() => _people.Loads.Count >= count);

    private static Task<T> Soon<T>(Task<T> task) => task.WaitAsync(Poll.Patience);
}
