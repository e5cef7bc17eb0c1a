namespace CacheKit.Core.Tests.Generations;

/// <summary>Generations are not older than those before them.</summary>
[TestFixture]
internal sealed class GenerationClockTests
{
    private readonly GenerationClock _clock = new();

    [Test]
    public void A_generation_has_the_time_of_the_clock_unless_that_was_set_back()
    {
        Assert.That(TimeOfNext(1_000), Is.EqualTo(1_000));
        Assert.That(TimeOfNext(1_001), Is.EqualTo(1_001));
        Assert.That(TimeOfNext(500), Is.EqualTo(1_001));
        Assert.That(TimeOfNext(1_001), Is.EqualTo(1_001));
        Assert.That(TimeOfNext(1_002), Is.EqualTo(1_002));
    }

    [Test]
    public void No_two_generations_of_one_millisecond_are_equal()
    {
        var generations = new HashSet<TagGeneration>();
        for (int i = 0; i < 10_000; i++)
            generations.Add(_clock.Next(DateTimeOffset.UnixEpoch));
        Assert.That(generations, Has.Count.EqualTo(10_000));
    }

    private long TimeOfNext(long milliseconds) => _clock.Next(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).Time;
}
