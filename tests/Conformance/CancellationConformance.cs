namespace CacheKit.Conformance;

/// <summary>An operation with a cancelled token throws and changes nothing.</summary>
public abstract class CancellationConformance : ClearConformance
{
    private static readonly CancellationToken _cancelled = new(canceled: true);

    [Test]
    public void A_cancelled_get_throws() =>
        ExpectCancelled(async () => await Backend.GetAsync(Key(), _cancelled));

    [Test]
    public void A_cancelled_get_with_time_to_live_throws() =>
        ExpectCancelled(async () => await Backend.GetWithTimeToLiveAsync(Key(), _cancelled));

    [Test]
    public async Task A_cancelled_set_throws_and_changes_nothing()
    {
        await WriteAsync(Key(), "payload");
        ExpectCancelled(async () => await Backend.SetAsync(Key(), "other"u8.ToArray(), timeToLive: null, _cancelled));
        Assert.That(await ReadAsync(Key()), Is.EqualTo("payload"));
    }

    [Test]
    public async Task A_cancelled_set_with_a_time_to_live_of_zero_throws_and_changes_nothing()
    {
        await WriteAsync(Key(), "payload");
        ExpectCancelled(async () => await Backend.SetAsync(Key(), "other"u8.ToArray(), TimeSpan.Zero, _cancelled));
        Assert.That(await ReadAsync(Key()), Is.EqualTo("payload"));
    }

    [Test]
    public async Task A_cancelled_remove_throws_and_changes_nothing()
    {
        await WriteAsync(Key(), "payload");
        ExpectCancelled(async () => await Backend.RemoveAsync(Key(), _cancelled));
        Assert.That(await ReadAsync(Key()), Is.EqualTo("payload"));
    }

    [Test]
    public async Task A_cancelled_clear_throws_and_changes_nothing()
    {
        await WriteAsync(Key(), "payload");
        ExpectCancelled(async () => await Backend.ClearAsync(Prefix, _cancelled));
        Assert.That(await ReadAsync(Key()), Is.EqualTo("payload"));
    }

    private static void ExpectCancelled(Func<Task> operation) =>
        Assert.That(operation, Throws.InstanceOf<OperationCanceledException>());
}
