namespace CacheKit.Core.Tests.Engine;

/// <summary>A caller whose leader was lost waits for another one or computes itself; a source that is only slow gets one retry.</summary>
[TestFixture]
internal sealed class KeyRequestTests
{
    [TestCase(LeaderLoss.None, 0, false)]
    [TestCase(LeaderLoss.Suspected, 0, true)]
    [TestCase(LeaderLoss.Suspected, 1, false)]
    [TestCase(LeaderLoss.Certain, 0, true)]
    [TestCase(LeaderLoss.Certain, 1, true)]
    public void A_caller_retries_after_the_loss_of_its_leader(LeaderLoss loss, int lostLeaders, bool expected) =>
        Assert.That(KeyRequest<int, int>.ShouldRetry(loss, lostLeaders), Is.EqualTo(expected));
}
