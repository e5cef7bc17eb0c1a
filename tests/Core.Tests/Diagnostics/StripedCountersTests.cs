namespace CacheKit.Core.Tests.Diagnostics;

[TestFixture]
internal sealed class StripedCountersTests
{
    [Test]
    public async Task Additions_of_concurrent_threads_are_not_lost()
    {
        var counters = new StripedCounters();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                counters.Add(0, 1);
                counters.Add(4, 2);
            }
        })));
        Assert.That((counters.Sum(0), counters.Sum(1), counters.Sum(4)), Is.EqualTo((80_000, 0, 160_000)));
    }
}
