using System.Reflection;

namespace CacheKit.Dashboard.Tests.Pages;

/// <summary>The dashboard explains why something was not cached.</summary>
[TestFixture]
internal sealed class ReasonsTests
{
    private static IEnumerable<string> Constants =>
        from type in new[] { typeof(UnstoredReason), typeof(BypassReason), typeof(Storability) }
        from constant in type.GetFields(BindingFlags.Public | BindingFlags.Static)
        where constant.IsLiteral
        select (string)constant.GetRawConstantValue()!;

    [TestCaseSource(nameof(Constants))]
    [TestCase("streamed")]
    [TestCase("set-cookie")]
    [TestCase("vary")]
    [TestCase("no-store")]
    [TestCase("no-cache")]
    [TestCase("private")]
    [TestCase("cache-control")]
    [TestCase("filter")]
    [TestCase("authorization")]
    [TestCase("user-unknown")]
    [TestCase("re-executed")]
    [TestCase("upgrade")]
    [TestCase("body")]
    [TestCase("context")]
    [TestCase("request")]
    [TestCase("method")]
    public void Each_reason_has_a_sentence(string reason) => Assert.That(Reasons.Explain(reason), Does.EndWith("."));
}
