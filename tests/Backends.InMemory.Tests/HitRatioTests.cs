using System.Globalization;

namespace CacheKit.Backends.InMemory.Tests;

/// <summary>A store with a size limit keeps the entries that are requested again, also after the requests have changed.</summary>
[TestFixture]
public sealed class HitRatioTests
{
    private const int Capacity = 1_000;
    private const int Length = 200 * Capacity;

    // A third of the requests are of new keys, and two thirds could be hits in an unlimited store. With a window of a fixed small size there are
    // fewer than 10 % of hits.
    [Test]
    public void Recent_keys_stay_if_they_are_requested_again_soon() => Assert.That(RatioOf(Recent()), Is.GreaterThan(0.45));

    [Test]
    public void A_loop_that_does_not_fit_leaves_most_of_the_store_full_of_hits() =>
        Assert.That(RatioOf(Enumerable.Range(0, Length).Select(i => i % (2 * Capacity))), Is.GreaterThan(0.42));

    [Test]
    public void Keys_that_were_popular_make_room_for_those_that_are_popular_now()
    {
        using InMemoryBackend backend = Bounded();
        double before = RatioOf(backend, Popular(first: 0));
        double after = RatioOf(backend, Popular(first: 1_000_000));
        Assert.That(after, Is.GreaterThan(0.75 * before));
    }

    private static InMemoryBackend Bounded() =>
        new(new InMemoryBackendOptions { SizeLimit = Capacity * (150 + (2L * TextOf(0).Length) + new SizedValue().Size) });

    private static double RatioOf(IEnumerable<int> keys)
    {
        using InMemoryBackend backend = Bounded();
        return RatioOf(backend, keys);
    }

    private static double RatioOf(InMemoryBackend backend, IEnumerable<int> keys)
    {
        var value = new SizedValue();
        int requests = 0;
        int hits = 0;
        foreach (string key in keys.Select(TextOf))
        {
            requests++;
            if (backend.GetValue(key) is not null)
                hits++;
            else
                backend.SetValue(key, value, timeToLive: null);
        }

        return hits / (double)requests;
    }

    private static IEnumerable<int> Recent()
    {
        var random = new Random(1);
        int newest = 0;
        for (int i = 0; i < Length; i++)
        {
            yield return random.Next(3) == 0
                ? ++newest
                : Math.Max(0, newest - (int)(-Math.Log(1 - random.NextDouble()) * Capacity / 3));
        }
    }

    // A few keys are requested far more often than others: the n-th is as frequent as 1/n.
    private static IEnumerable<int> Popular(int first)
    {
        var random = new Random(1);
        double range = Math.Log(20 * Capacity);
        return Enumerable.Range(0, Length / 4).Select(_ => first + (int)Math.Exp(random.NextDouble() * range));
    }

    private static string TextOf(int key) => key.ToString("D10", CultureInfo.InvariantCulture);

    private sealed class SizedValue : CachedValue
    {
        public override long Size => 100;

        public override ReadOnlyMemory<byte> ToPayload() => default;
    }
}
