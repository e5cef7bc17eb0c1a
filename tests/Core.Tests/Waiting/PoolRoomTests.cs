using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Waiting;

/// <summary>A blocked thread of the pool raises the minimum of the pool by one.</summary>
[NonParallelizable]
internal sealed class PoolRoomTests
{
    private static int Minimum
    {
        get
        {
            ThreadPool.GetMinThreads(out int minimum, out _);
            return minimum;
        }
        set
        {
            ThreadPool.GetMinThreads(out _, out int forIO);
            ThreadPool.SetMinThreads(value, forIO);
        }
    }

    [Test]
    public async Task The_minimum_is_higher_while_threads_wait() => await Task.Run(() =>
    {
        int before = Minimum;
        Assert.That(PoolRoom.TryMake(), Is.True);
        Assert.That(PoolRoom.TryMake(), Is.True);
        Assert.That(Minimum, Is.EqualTo(before + 2));

        PoolRoom.GiveBack();
        PoolRoom.GiveBack();
        Assert.That(Minimum, Is.EqualTo(before));
    }).Soon();

    [Test]
    public async Task A_minimum_that_the_application_sets_meanwhile_stays() => await Task.Run(() =>
    {
        int before = Minimum;
        try
        {
            Assert.That(PoolRoom.TryMake(), Is.True);
            Minimum = before + 10;
            PoolRoom.GiveBack();
            Assert.That(Minimum, Is.EqualTo(before + 10));
        }
        finally
        {
            Minimum = before;
        }
    }).Soon();

    [Test]
    public void A_thread_outside_the_pool_needs_no_room()
    {
        bool isMade = true;
        var thread = new Thread(() => isMade = PoolRoom.TryMake());
        thread.Start();
        thread.Join();
        Assert.That(isMade, Is.False);
    }
}
