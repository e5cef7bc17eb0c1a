using System.Buffers;
using System.Text;

namespace CacheKit.Conformance;

/// <summary>Tests of <see cref="IRentingBackend"/>, if the backend has this capability: rented memory has the payload until it is given back.</summary>
public abstract class RentingConformance : PayloadConformance
{
    [Test]
    public async Task Nothing_is_rented_when_the_key_is_absent() =>
        Assert.That(await CapabilityOrPass<IRentingBackend>().GetRentedAsync(Key()), Is.Null);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1_000)]
    [TestCase(64 * 1024)]
    public async Task Rented_memory_has_exactly_the_payload(int length)
    {
        IRentingBackend renting = CapabilityOrPass<IRentingBackend>();
        byte[] payload = RandomBytes(length);
        await Backend.SetAsync(Key(), payload, TimeSpan.FromHours(1));
        for (int i = 0; i < 3; i++)
        {
            using IMemoryOwner<byte>? rented = await renting.GetRentedAsync(Key());
            Assert.That(rented?.Memory.ToArray(), Is.EqualTo(payload));
        }
    }

    [TestCaseSource(typeof(OddKeys), nameof(OddKeys.Families))]
    public async Task Rented_memory_has_the_payload_of_its_key(string[] keys)
    {
        IRentingBackend renting = CapabilityOrPass<IRentingBackend>();
        foreach (string key in keys.SkipLast(1))
            await WriteAsync(Key(key), $"the payload of {key.Length}, {key}");
        foreach (string key in keys)
        {
            using IMemoryOwner<byte>? rented = await renting.GetRentedAsync(Key(key));
            string? text = rented is null ? null : Encoding.UTF8.GetString(rented.Memory.Span);
            Assert.That(text, Is.EqualTo(await ReadAsync(Key(key))));
        }
    }

    [Test]
    public async Task Rented_memory_stays_as_it_is_until_it_is_given_back()
    {
        IRentingBackend renting = CapabilityOrPass<IRentingBackend>();
        await WriteAsync(Key("one"), new string('1', 2_000));
        await WriteAsync(Key("two"), new string('2', 2_000));
        IMemoryOwner<byte>? one = await renting.GetRentedAsync(Key("one"));
        using IMemoryOwner<byte>? two = await renting.GetRentedAsync(Key("two"));
        one!.Dispose();
        await WriteAsync(Key("two"), new string('3', 2_000));
        using IMemoryOwner<byte>? again = await renting.GetRentedAsync(Key("two"));
        Assert.That(Encoding.UTF8.GetString(two!.Memory.Span), Is.EqualTo(new string('2', 2_000)));
        Assert.That(Encoding.UTF8.GetString(again!.Memory.Span), Is.EqualTo(new string('3', 2_000)));
    }

    [Test]
    public async Task A_cancelled_read_into_rented_memory_throws()
    {
        IRentingBackend renting = CapabilityOrPass<IRentingBackend>();
        await WriteAsync(Key(), "payload");
        Assert.That(async () => await renting.GetRentedAsync(Key(), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }
}
