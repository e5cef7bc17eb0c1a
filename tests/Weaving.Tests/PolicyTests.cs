using CacheKit.Weaving.Tests.Functions;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Weaving.Tests;

/// <summary>Which settings of a named policy apply to a function.</summary>
[TestFixture]
internal sealed class PolicyTests
{
    private readonly FakeTimeProvider _time = new();
    private InMemoryBackend _backend = null!;

    [SetUp]
    public void Start()
    {
        Shelf.Runs = 0;
        _backend = new InMemoryBackend(new() { TimeProvider = _time });
        CacheManager.Init(_backend, configure: options =>
        {
            options.Expiration = TimeSpan.FromSeconds(10);
            options.AddPolicy("books", policy =>
            {
                policy.Expiration = TimeSpan.FromSeconds(300);
                policy.Namespace = "books";
                policy.Tags = ["books"];
            });
            options.AddPolicy("shelf", policy =>
            {
                policy.Expiration = TimeSpan.FromSeconds(200);
                policy.Tags = ["shelf"];
            });
        });
    }

    [TearDown]
    public void Stop()
    {
        CacheManager.Reset();
        _backend.Dispose();
    }

    [Test]
    public Task The_policy_of_a_method_wins_over_the_attribute_of_its_type() => AssertExpiresAsync(() => Shelf.Books(1), 300);

    [Test]
    public Task A_property_of_the_attribute_wins_over_its_policy() => AssertExpiresAsync(() => Shelf.Tagged(1), 30);

    [Test]
    public Task A_property_of_the_type_wins_over_the_policy_of_the_type() => AssertExpiresAsync(() => Shelf.OfType(1), 60);

    [TestCase("books")]
    [TestCase("shelf")]
    [TestCase("book:1")]
    public async Task Tags_of_policies_and_attributes_add_up(string tag)
    {
        await Shelf.Tagged(1);
        await Shelf.Tagged(1);
        await CacheManager.EvictAsync(tag);
        await Shelf.Tagged(1);
        Assert.That(Shelf.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task The_namespace_of_a_policy_is_that_of_the_keys()
    {
        await Shelf.Books(1);
        await CacheManager.ClearAsync("books");
        await Shelf.Books(1);
        Assert.That(Shelf.Runs, Is.EqualTo(2));
    }

    [Test]
    public void An_unknown_policy_is_an_error_of_the_first_call() => Assert.That(
        () => Shelf.Unknown(1),
        Throws.InvalidOperationException.With.Message.Contains("Shelf.Unknown")
            .And.Message.Contains("there is no policy 'boks'. Did you mean 'books'? Its cache has: books, shelf."));

    private async Task AssertExpiresAsync(Func<Task<int>> call, int seconds)
    {
        await call();
        _time.Advance(TimeSpan.FromSeconds(seconds - 1));
        await call();
        Assert.That(Shelf.Runs, Is.EqualTo(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        await call();
        Assert.That(Shelf.Runs, Is.EqualTo(2));
    }
}
