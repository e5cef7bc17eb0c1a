using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Rules;

[TestFixture]
internal sealed class BackgroundRulesTests
{
    [TestCase("HttpContext x", true)]
    [TestCase("DefaultHttpContext x", true)]
    [TestCase("HttpRequest x", true)]
    [TestCase("HttpResponse x", true)]
    [TestCase("HttpClient x", false)]
    public void An_object_of_a_request_ends_with_it(string parameter, bool isOfRequest)
    {
        (IMethodSymbol method, KnownTypes known) = Symbols.Method(parameter);
        Assert.That(BackgroundRules.IsOfRequest(method.Parameters[0].Type, known), Is.EqualTo(isOfRequest));
    }

    [TestCase("EagerRefreshThreshold", true)]
    [TestCase("SoftTimeout", true)]
    [TestCase("HardTimeout", true)]
    [TestCase("Grace", false)]
    public void A_setting_lets_the_factory_run_in_the_background(string name, bool isSetting) =>
        Assert.That(BackgroundRules.IsSetting(name), Is.EqualTo(isSetting));
}
