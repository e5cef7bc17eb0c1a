using Microsoft.AspNetCore.Routing.Patterns;

namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>Routes that can match the same path.</summary>
[TestFixture]
public sealed class RouteOverlapTests
{
    [TestCase("/a", "/a")]
    [TestCase("/a", "/A")]
    [TestCase("/a", "/{b}")]
    [TestCase("/a/{b}", "/{a}/b")]
    [TestCase("/{a:int}", "/{a:alpha}")]
    [TestCase("/a/{b?}", "/a")]
    [TestCase("/a/{b=1}/{c?}", "/a")]
    [TestCase("/{**rest}", "/a/b/c")]
    [TestCase("/{**rest}", "/")]
    [TestCase("/a/{*rest}", "/a")]
    [TestCase("/a/{b}.json", "/a/b.json")]
    [TestCase("/", "/{a=1}")]
    public void Routes_that_can_match_one_path(string one, string other) => AssertOverlap(one, other, expected: true);

    [TestCase("/a", "/b")]
    [TestCase("/a", "/a/b")]
    [TestCase("/a/{b}", "/a")]
    [TestCase("/a/{b}", "/c/{b}")]
    [TestCase("/a/{*rest}", "/b")]
    [TestCase("/a/{b?}", "/a/b/c")]
    public void Routes_that_never_match_one_path(string one, string other) => AssertOverlap(one, other, expected: false);

    [TestCase("Shop", "Shop", true)]
    [TestCase("Shop", "shop", true)]
    [TestCase("Shop", "Staff", false)]
    public void Actions_of_a_conventional_route_match_paths_of_their_own(string one, string other, bool expected) =>
        Assert.That(RouteOverlap.Of(Conventional("{controller}/{action}", one), Conventional("{controller}/{action}", other)), Is.EqualTo(expected));

    [Test]
    public void A_route_that_writes_its_controller_otherwise_may_match_any_path() =>
        Assert.That(RouteOverlap.Of(Conventional("{controller:slugify}/{action}", "Shop"), RoutePatternFactory.Parse("/my-shop/{action}")), Is.True);

    private static void AssertOverlap(string one, string other, bool expected)
    {
        Assert.That(RouteOverlap.Of(RoutePatternFactory.Parse(one), RoutePatternFactory.Parse(other)), Is.EqualTo(expected));
        Assert.That(RouteOverlap.Of(RoutePatternFactory.Parse(other), RoutePatternFactory.Parse(one)), Is.EqualTo(expected));
    }

    private static RoutePattern Conventional(string pattern, string controller) =>
        RoutePatternFactory.Parse(pattern, defaults: null, parameterPolicies: null, requiredValues: new { controller, action = "Show" });
}
