using CacheKit.Weaving;

namespace CacheKit.Core.Tests.Weaving;

/// <summary>The function itself is no part of the call that waits for the store: what it begins is asynchronous.</summary>
internal sealed class BoundCallTests
{
    [Test]
    public void A_function_does_not_run_as_a_synchronous_caller()
    {
        using (SynchronousCaller.Enter())
        {
            Task<bool> running = BoundCall<CallerCall, bool>.RunAsync(new(default, null!), CancellationToken.None).AsTask();
            Assert.That(running.Result, Is.False);
            Assert.That(SynchronousCaller.IsCurrent, Is.True);
        }
    }
}
