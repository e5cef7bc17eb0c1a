using System.Collections.Concurrent;
using System.Text;

namespace CacheKit.Conformance;

/// <summary>
/// Tests of <see cref="INotifyingBackend"/>, if the backend has this capability: subscribers receive the messages published to their
/// channel.
/// </summary>
public abstract class NotifyingConformance : ReplacingConformance
{
    private const int ManyMessages = 1_000;

    private readonly List<IAsyncDisposable> _subscriptions = [];

    [TearDown]
    public async Task Unsubscribe()
    {
        foreach (IAsyncDisposable subscription in _subscriptions)
            await subscription.DisposeAsync();
        _subscriptions.Clear();
    }

    [Test]
    public async Task Every_subscriber_receives_a_published_message()
    {
        ConcurrentQueue<string> first = await ReceiveAsync(Key());
        ConcurrentQueue<string> second = await ReceiveAsync(Key());

        await PublishAsync(Key(), "message");

        await Poll.UntilAsync(() => new(!first.IsEmpty && !second.IsEmpty));
        Assert.That(first, Is.EqualTo(new[] { "message" }));
        Assert.That(second, Is.EqualTo(new[] { "message" }));
    }

    [Test]
    public async Task Messages_come_one_after_another_in_the_order_they_were_published_in()
    {
        ConcurrentQueue<string> heard = await ReceiveAsync(Key());
        for (var number = 0; number < ManyMessages; number++)
            await PublishAsync(Key(), $"{number}");

        await Poll.UntilAsync(() => new(heard.Count == ManyMessages));
        Assert.That(heard, Is.EqualTo(Enumerable.Range(0, ManyMessages).Select(number => $"{number}")));
    }

    [TestCase(0)]
    [TestCase(256)]
    [TestCase(64 * 1024)]
    public async Task A_message_comes_as_it_was_sent(int length)
    {
        byte[] message = [.. Enumerable.Range(0, length).Select(number => (byte)number)];
        var heard = new ConcurrentQueue<byte[]>();
        await using IAsyncDisposable subscription = await Power.SubscribeAsync(Key(), bytes => heard.Enqueue(bytes.ToArray()));

        await Power.PublishAsync(Key(), message);

        await Poll.UntilAsync(() => new(!heard.IsEmpty));
        Assert.That(heard.Single(), Is.EqualTo(message));
    }

    [TestCaseSource(typeof(OddKeys), nameof(OddKeys.Families))]
    public async Task Channels_with_odd_names_are_distinct(string[] names)
    {
        PassUnlessOddKeysAreTested();
        var heard = new List<ConcurrentQueue<string>>();
        foreach (string name in names)
            heard.Add(await ReceiveAsync(Key(name)));

        for (var number = 0; number < names.Length; number++)
            await PublishAsync(Key(names[number]), $"{number}");

        await Poll.UntilAsync(() => new(heard.All(queue => !queue.IsEmpty)));
        Assert.That(heard.Select(queue => string.Join(' ', queue)), Is.EqualTo(Enumerable.Range(0, names.Length).Select(number => $"{number}")));
    }

    [Test]
    public async Task A_disposed_subscription_receives_nothing()
    {
        var heard = new ConcurrentQueue<string>();
        IAsyncDisposable ended = await Power.SubscribeAsync(Key(), bytes => heard.Enqueue(Encoding.UTF8.GetString(bytes.Span)));
        ConcurrentQueue<string> other = await ReceiveAsync(Key());
        await PublishAsync(Key(), "first");
        await Poll.UntilAsync(() => new(!heard.IsEmpty));

        await ended.DisposeAsync();
        await ended.DisposeAsync();
        await PublishAsync(Key(), "second");

        await Poll.UntilAsync(() => new(other.Count == 2));
        Assert.That(heard, Is.EqualTo(new[] { "first" }));
    }

    [Test]
    public async Task The_buffer_of_a_message_may_be_reused()
    {
        ConcurrentQueue<string> heard = await ReceiveAsync(Key());
        byte[] message = "message"u8.ToArray();
        await Power.PublishAsync(Key(), message);
        Array.Clear(message);

        await Poll.UntilAsync(() => new(!heard.IsEmpty));
        Assert.That(heard.Single(), Is.EqualTo("message"));
    }

    [Test]
    public Task A_message_without_subscribers_is_not_an_error() => PublishAsync(Key(), "message").AsTask();

    [Test]
    public void A_cancelled_publish_or_subscribe_throws()
    {
        var cancelled = new CancellationToken(canceled: true);
        INotifyingBackend power = Power;
        Assert.That(async () => await power.PublishAsync(Key(), "message"u8.ToArray(), cancelled), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await power.SubscribeAsync(Key(), _ => { }, cancellationToken: cancelled), Throws.InstanceOf<OperationCanceledException>());
    }

    private INotifyingBackend Power => CapabilityOrPass<INotifyingBackend>();

    private ValueTask PublishAsync(string channel, string message) => Power.PublishAsync(channel, Encoding.UTF8.GetBytes(message));

    private async Task<ConcurrentQueue<string>> ReceiveAsync(string channel)
    {
        var heard = new ConcurrentQueue<string>();
        _subscriptions.Add(await Power.SubscribeAsync(channel, bytes => heard.Enqueue(Encoding.UTF8.GetString(bytes.Span))));
        return heard;
    }
}
