using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Core.Tests.Policies;

/// <summary>A mistake in a policy is an error where the cache is made or registered, with the name of the policy.</summary>
[TestFixture]
public sealed class CachePoliciesTests
{
    private static readonly Dictionary<string, Action<CachePolicy>> _mistakes = new()
    {
        ["The expiration must be longer than zero"] = policy => policy.Expiration = TimeSpan.Zero,
        ["A tag is null or empty"] = policy => policy.Tags = ["catalog", ""],
        ["The tag 'book:{id}' contains braces"] = policy => policy.Tags = ["book:{id}"],
        ["SoftTimeout needs a Grace"] = policy => policy.Stale = new StaleOptions { SoftTimeout = TimeSpan.Zero },
        ["EagerRefreshThreshold must be a fraction"] = policy => policy.Stale = new StaleOptions { EagerRefreshThreshold = 2 },
        ["Jitter must be a fraction"] = policy => policy.ExpirationRules = new ExpirationRules { Jitter = 1 },
        ["Lease must be longer than zero"] = policy => policy.Lease = TimeSpan.Zero,
    };

    [TestCaseSource(nameof(Mistakes))]
    public void A_mistake_is_an_error_with_the_name_of_the_policy(string what)
    {
        void Configure(CacheOptions options) => options.AddPolicy("catalog", _mistakes[what]);

        Assert.That(() => new ServiceCollection().AddCacheKit("", Configure), Refuses(what));
        Assert.That(() => CacheManager.Init(new InMemoryBackend(), "", Configure), Refuses(what));
    }

    [Test]
    public void A_name_is_given_once()
    {
        var options = new CacheOptions();
        options.AddPolicy("catalog", _ => { });
        Assert.That(() => options.AddPolicy("catalog", _ => { }), Throws.ArgumentException.With.Message.Contains("The policy 'catalog' already exists"));
    }

    [Test]
    public void A_policy_needs_a_name_and_settings()
    {
        var options = new CacheOptions();
        Assert.That(() => options.AddPolicy("", _ => { }), Throws.ArgumentException);
        Assert.That(() => options.AddPolicy("catalog", null!), Throws.ArgumentNullException);
    }

    private static string[] Mistakes() => [.. _mistakes.Keys];

    private static NUnit.Framework.Constraints.ContainsConstraint Refuses(string what) =>
        Throws.ArgumentException.With.Message.Contains("The policy 'catalog' is invalid").And.Message.Contains(what);
}
