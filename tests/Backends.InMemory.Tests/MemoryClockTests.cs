namespace CacheKit.Backends.InMemory.Tests;

/// <summary>The system's clock, which is not read anew at every hit.</summary>
[TestFixture]
public sealed class MemoryClockTests
{
    // Many ends, so that each coarse tick has some within it.
    [Test]
    public async Task No_entry_is_found_after_its_end()
    {
        using var backend = new InMemoryBackend();
        for (int i = 1; i <= 100; i++)
        {
            TimeSpan life = TimeSpan.FromMilliseconds(i / 4.0);
            long start = TimeProvider.System.GetTimestamp();
            await backend.SetAsync("key", new byte[1], life);
            TimeSpan setting = TimeProvider.System.GetElapsedTime(start);
            TimeSpan before, after;
            bool found;
            do
            {
                before = TimeProvider.System.GetElapsedTime(start);
                found = await backend.GetAsync("key") is not null;
                after = TimeProvider.System.GetElapsedTime(start);
                Assert.That(found && before > life + setting, Is.False, $"A life of {life} was not over after {before}.");
            }
            while (found);

            Assert.That(after, Is.GreaterThanOrEqualTo(life - TimeSpan.FromMilliseconds(1)), "The entry was gone before its time.");
        }
    }
}
