namespace CacheKit.Core.Tests.Fakes;

/// <summary>A thread outside the pool that does its work while the calling thread is blocked.</summary>
internal static class OtherThread
{
    public static void RunOnceThisOneWaits(Action work)
    {
        Thread waiting = Thread.CurrentThread;
        new Thread(() =>
        {
            SpinWait.SpinUntil(() => waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
            work();
        })
        { IsBackground = true }.Start();
    }
}
