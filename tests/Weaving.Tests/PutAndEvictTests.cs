using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class PutAndEvictTests(bool isRemote) : WovenFixture(isRemote)
{
    private readonly Accounts _accounts = new();

    [Test]
    public async Task A_put_runs_always_and_its_result_is_what_the_cached_function_returns()
    {
        await _accounts.FindAsync(7);
        Assert.That(await _accounts.RenameAsync(7, "renamed"), Is.EqualTo(new Account(7, "renamed", 2)));
        Assert.That(await _accounts.RenameAsync(7, "again"), Is.EqualTo(new Account(7, "again", 3)));
        Assert.That(await _accounts.FindAsync(7), Is.EqualTo(new Account(7, "again", 3)));
        Assert.That(_accounts.Loads, Is.EqualTo(1));
    }

    [Test]
    public async Task A_put_has_the_tags_of_what_it_puts()
    {
        await _accounts.RenameAsync(7, "renamed");
        await CacheManager.EvictAsync("account:7");
        Assert.That((await _accounts.FindAsync(7))!.Name, Is.EqualTo("loaded"));
    }

    [Test]
    public async Task A_failed_put_leaves_what_was_there()
    {
        await _accounts.FindAsync(7);
        _accounts.IsBroken = true;
        Assert.That(() => _accounts.RenameAsync(7, "renamed"), Throws.InvalidOperationException.With.Message.EqualTo("Broken."));
        Assert.That((await _accounts.FindAsync(7))!.Name, Is.EqualTo("loaded"));
        Assert.That(_accounts.Loads, Is.EqualTo(1));
    }

    [Test]
    public async Task An_eviction_removes_the_entries_of_the_same_arguments()
    {
        await _accounts.FindAsync(7);
        await _accounts.FindAsync(8);
        _accounts.Describe(7);
        await _accounts.DeleteAsync(7);
        Assert.That(_accounts.Deleted, Is.EqualTo(7));

        await _accounts.FindAsync(7);
        await _accounts.FindAsync(8);
        _accounts.Describe(7);
        Assert.That(_accounts.Loads, Is.EqualTo(5));
    }

    [Test]
    public async Task A_failed_function_evicts_nothing()
    {
        await _accounts.FindAsync(7);
        _accounts.IsBroken = true;
        Assert.That(() => _accounts.DeleteAsync(7), Throws.InvalidOperationException);
        await _accounts.FindAsync(7);
        Assert.That(_accounts.Loads, Is.EqualTo(1));
    }

    [Test]
    public async Task An_eviction_by_tag_takes_its_arguments()
    {
        await _accounts.FindAsync(7);
        await _accounts.FindAsync(8);
        Assert.That(await _accounts.TouchAsync(7), Is.EqualTo(3));
        await _accounts.FindAsync(7);
        await _accounts.FindAsync(8);
        Assert.That(_accounts.Loads, Is.EqualTo(3));
    }

    [Test]
    public async Task A_function_gets_its_argument_whatever_the_name_of_the_parameter_is()
    {
        await _accounts.FindAsync(7);
        _accounts.OnChanged("sender", 7);
        Assert.That(_accounts.Sender, Is.EqualTo("sender"));
        await _accounts.FindAsync(7);
        Assert.That(_accounts.Loads, Is.EqualTo(2));
    }

    [TestCase(null)]
    [TestCase("")]
    public async Task An_empty_tag_evicts_nothing_and_fails_no_caller(string? owner)
    {
        await _accounts.FindAsync(7);
        Assert.That(_accounts.Leave(owner), Is.EqualTo(2));
        await _accounts.FindAsync(7);
        Assert.That(_accounts.Loads, Is.EqualTo(1));
        await _accounts.LeaveAsync(owner);
        await _accounts.FindAsync(7);
        Assert.That(_accounts.Loads, Is.EqualTo(2));
    }

    [Test]
    public async Task The_tags_of_a_type_are_those_of_its_functions_too()
    {
        await _accounts.FindAsync(7);
        _accounts.Describe(7);
        await CacheManager.EvictAsync("all accounts");
        await _accounts.FindAsync(7);
        _accounts.Describe(7);
        Assert.That(_accounts.Loads, Is.EqualTo(4));
    }

    [Test]
    public async Task The_tags_of_an_attribute_of_the_users_own_count_where_none_are_written()
    {
        Assert.That((_accounts.CountAll(), _accounts.CountAll()), Is.EqualTo((1, 1)));
        await CacheManager.EvictAsync("own tag");
        Assert.That(_accounts.CountAll(), Is.EqualTo(2));
    }

    [Test]
    public async Task The_attribute_of_a_type_sets_defaults_for_its_functions()
    {
        await _accounts.FindAsync(7);
        CacheEntry? entry = await Backend.GetWithTimeToLiveAsync(CacheManager.For(() => _accounts.FindAsync(7)).Key);
        Assert.That(entry!.Value.TimeToLive, Is.GreaterThan(TimeSpan.FromSeconds(290)).And.LessThanOrEqualTo(TimeSpan.FromSeconds(300)));
    }

    [Test]
    public async Task An_eviction_before_a_synchronous_function_happens_though_it_fails()
    {
        await _accounts.FindAsync(7);
        _accounts.IsBroken = true;
        Assert.That(() => _accounts.Import("x"), Throws.InvalidOperationException);
        await _accounts.FindAsync(7);
        Assert.That(_accounts.Loads, Is.EqualTo(2));
    }

    [Test]
    public async Task An_eviction_of_a_namespace_clears_it()
    {
        await _accounts.FindAsync(7);
        _accounts.Describe(7);
        Assert.That(_accounts.Reset(3), Is.EqualTo(3));
        await _accounts.FindAsync(7);
        _accounts.Describe(7);
        Assert.That(_accounts.Loads, Is.EqualTo(4));
    }

    [Test]
    public async Task A_tagged_hit_is_served_until_its_tag_is_evicted()
    {
        for (int i = 0; i < 3; i++)
            await _accounts.FindAsync(7);
        Assert.That(_accounts.Loads, Is.EqualTo(1));

        await CacheManager.EvictAsync("accounts");
        await _accounts.FindAsync(7);
        Assert.That(_accounts.Loads, Is.EqualTo(2));
    }

    [Test]
    public async Task A_soft_eviction_serves_entries_with_a_grace_once_more()
    {
        var options = new CacheEntryOptions
        {
            Tags = ["graceful"],
            Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) },
            Expiration = TimeSpan.FromHours(1),
        };
        await CacheManager.SetAsync("key", "old", options);
        _accounts.Soften();
        Assert.That(
            await CacheManager.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), options),
            Is.EqualTo(Backend.FindCapability<IConditionalBackend>() is not null ? "old" : "new"));
    }
}
