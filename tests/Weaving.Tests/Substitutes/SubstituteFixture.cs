using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests.Substitutes;

/// <summary>Substitutes of every test library, with and without a global cache.</summary>
internal abstract class SubstituteFixture(bool hasCache)
{
    private readonly InMemoryBackend _backend = new();

    [SetUp]
    public void Start()
    {
        if (hasCache)
            CacheManager.Init(_backend);
    }

    [TearDown]
    public void Stop()
    {
        CacheManager.Reset();
        _backend.Dispose();
    }

    protected abstract IQuotes Substitute { get; }

    // For any argument, in the syntax of the library.
    protected abstract void SetUp(string task, string valueTask, string value);

    protected abstract void AssertFindsWereReceived(int times);

    protected abstract void AssertChangesWereReceived(int times);

    protected abstract Quotes ClassOf(string task);

    [Test]
    public async Task A_substitute_gives_what_was_set_up()
    {
        SetUp("a task", "a value task", "a value");
        Assert.That(await Substitute.FindAsync(7), Is.EqualTo("a task"));
        Assert.That(await Substitute.FindValueAsync(7), Is.EqualTo("a value task"));
        Assert.That(Substitute.Find(7), Is.EqualTo("a value"));
    }

    [Test]
    public async Task A_substitute_in_code_under_test_gives_what_was_set_up_last()
    {
        var reader = new QuoteReader(Substitute);
        SetUp("a task", "a value task", "a value");
        Assert.That(await reader.ReadAsync(7), Is.EqualTo("a task, a value task, a value"));
        SetUp("1", "2", "3");
        Assert.That(await reader.ReadAsync(7), Is.EqualTo("1, 2, 3"));
    }

    [Test]
    public async Task A_substitute_receives_each_call()
    {
        var reader = new QuoteReader(Substitute);
        AssertFindsWereReceived(0);
        await reader.ReadAsync(7);
        await reader.ReadAsync(7);
        AssertFindsWereReceived(2);
    }

    [Test]
    public async Task A_substitute_receives_each_call_that_puts_or_evicts()
    {
        var reader = new QuoteReader(Substitute);
        AssertChangesWereReceived(0);
        await reader.ChangeAsync(7, "a name");
        await reader.ChangeAsync(7, "a name");
        AssertChangesWereReceived(2);
    }

    [Test]
    public async Task A_substitute_of_a_class_gives_what_was_set_up()
    {
        Quotes quotes = ClassOf("a task");
        await quotes.DeleteAsync(7);
        Assert.That(await quotes.FindAsync(7), Is.EqualTo("a task"));
        Assert.That(await quotes.FindTwiceAsync(7), Is.EqualTo("a task, a task"));
    }

    [Test]
    public async Task A_substitute_stores_nothing_and_evicts_nothing()
    {
        CacheManager.Init(_backend);
        await CacheManager.SetAsync("key", "kept", new CacheEntryOptions { Namespace = "quotes" });
        SetUp("a task", "a value task", "a value");

        await new QuoteReader(Substitute).ReadAsync(7);
        await new QuoteReader(Substitute).ChangeAsync(7, "a name");
        var keys = new List<string>();
        await foreach (string key in KeysAsync())
            keys.Add(key);
        Assert.That(keys, Is.EqualTo(new[] { ":quotes:key" }));
    }

    private IAsyncEnumerable<string> KeysAsync() =>
        ((ICacheBackend)_backend).FindCapability<IListingBackend>()!.ListAsync("", default).Select(entry => entry.Key);
}
