using System.Security.Cryptography;
using CacheKit.Conformance;
using CacheKit.Payloads.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Payloads.Tests.Encryption;

/// <summary>An entry that was encrypted with an older key is encrypted again on a read, if that is chosen.</summary>
[TestFixture(typeof(PayloadEncryption)), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(typeof(DataProtectionEncryption))]
internal sealed class ReencryptionTests(Type type) : IDisposable
{
    // Up to the name of the key, or to the id of the key behind four bytes of Data Protection.
    private readonly Range _header = PayloadMark.Length..(PayloadMark.Length + (type == typeof(PayloadEncryption) ? 4 : 20));
    private readonly byte[] _old = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _new = RandomNumberGenerator.GetBytes(32);
    private readonly KeyRing _ring = new();
    private readonly InMemoryBackend _memory = new();
    private readonly List<ServiceProvider> _processes = [];

    public void Dispose()
    {
        _processes.ForEach(process => process.Dispose());
        _memory.Dispose();
    }

    [Test]
    public async Task An_entry_of_an_older_key_gets_the_newest_one()
    {
        await NewCache(BeforeRotation()).SetAsync("key", "value");
        ICache after = NewCache(AfterRotation(reencrypts: true));
        await after.SetAsync("new", "value");
        byte[] newest = await HeaderAsync("new");
        Assert.That(await HeaderAsync("key"), Is.Not.EqualTo(newest));

        Assert.That((await after.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        await Poll.UntilAsync(async () => (await HeaderAsync("key")).AsSpan().SequenceEqual(newest));
        Assert.That((await after.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
    }

    [Test]
    public async Task Without_the_choice_it_keeps_its_key()
    {
        ICache before = NewCache(BeforeRotation());
        await before.SetAsync("key", "value");
        await before.SetAsync("other", "value");
        byte[] header = await HeaderAsync("key");
        Assert.That((await NewCache(AfterRotation(reencrypts: false)).TryGetAsync<string>("key")).Value, Is.EqualTo("value"));

        // That a later read has changed its entry shows that the earlier one had time enough.
        await NewCache(AfterRotation(reencrypts: true)).TryGetAsync<string>("other");
        await Poll.UntilAsync(async () => !(await HeaderAsync("other")).AsSpan().SequenceEqual(header));
        Assert.That(await HeaderAsync("key"), Is.EqualTo(header));
    }

    private IPayloadTransform BeforeRotation() => type == typeof(PayloadEncryption)
        ? new PayloadEncryption(keys => keys.Add("old", _old))
        : new DataProtectionEncryption(_ring.NewProvider());

    private IPayloadTransform AfterRotation(bool reencrypts)
    {
        if (type == typeof(PayloadEncryption))
            return new PayloadEncryption(keys => keys.Add("old", _old).Add("new", _new)) { ReencryptsOnRead = reencrypts };

        _ring.AddKey();
        return new DataProtectionEncryption(_ring.NewProvider()) { ReencryptsOnRead = reencrypts };
    }

    private async Task<byte[]> HeaderAsync(string key) => (await _memory.GetAsync($"app::{key}"))!.Value.ToArray()[_header];

    private ICache NewCache(IPayloadTransform encryption)
    {
        var services = new ServiceCollection();
        services.AddCacheKit("app", options => options.Coder = new JsonCoder().Then(encryption)).UseBackend(new BytesBackend(_memory));
        ServiceProvider process = services.BuildServiceProvider();
        _processes.Add(process);
        return process.GetRequiredService<ICache>();
    }
}
