using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Transforms;

/// <summary>Encrypting before compressing is refused, wherever the transforms are.</summary>
[TestFixture]
internal sealed class TransformOrderTests
{
    private static readonly IPayloadTransform _compression = new BrotliCompression();
    private static readonly IPayloadTransform _encryption = new NonceTransform();
    private static readonly ICoder _encrypting = new JsonCoder().Then(_compression).Then(_encryption);

    [Test]
    public void A_backend_that_encrypts_first_is_refused() =>
        Assert.That(() => new RecordingBackend().Then(_encryption).Then(_compression), Throws.ArgumentException.With.Message.Contains("Compress first"));

    [Test]
    public void A_coder_that_encrypts_above_a_backend_that_compresses_is_refused([Values] bool onTwoLevels)
    {
        using var memory = new InMemoryBackend();
        ICacheBackend store = new RecordingBackend().Then(_compression);
        using TieredBackend? levels = onTwoLevels ? new TieredBackend(memory, store) : null;
        Assert.That(
            () => NewCache(levels ?? store, options => options.Coder = _encrypting),
            Throws.ArgumentException.With.Message.StartsWith(
                "CacheOptions.Coder encrypts, by NonceTransform, and the backend compresses, by BrotliCompression"));
    }

    [Test]
    public void So_is_the_coder_of_a_policy() => Assert.That(
        () => NewCache(new RecordingBackend().Then(_compression), options => options.AddPolicy("secret", policy => policy.Coder = _encrypting)),
        Throws.ArgumentException.With.Message.StartsWith("The coder of the policy 'secret' encrypts"));

    [Test]
    public void So_is_the_coder_of_a_type([Values] bool isLimited)
    {
        ICoder coder = new JsonCoder().For<string>(_encrypting);
        Assert.That(
            () => NewCache(new RecordingBackend().Then(_compression), options => options.Coder = isLimited ? coder.WithMaxPayload(1_000) : coder),
            Throws.ArgumentException.With.Message.StartsWith("CacheOptions.Coder encrypts"));
    }

    [Test]
    public void A_wrapper_in_between_does_not_hide_the_order()
    {
        ICacheBackend compressing = new ObservingBackend(new RecordingBackend().Then(_compression));
        ICacheBackend hidden = new ObservingBackend(compressing).Then(new KeyTransform());
        Assert.That(() => compressing.Then(_encryption), Throws.ArgumentException.With.Message.StartsWith("The outer backend encrypts, by NonceTransform"));
        Assert.That(() => NewCache(hidden, options => options.Coder = _encrypting), Throws.ArgumentException);
        Assert.That(() => new ObservingBackend(new RecordingBackend().Then(_encryption)).Then(_compression), Throws.Nothing);
    }

    [Test]
    public void Every_other_composition_is_accepted()
    {
        Assert.That(() => NewCache(new RecordingBackend().Then(_encryption), options => options.Coder = new JsonCoder().Then(_compression)), Throws.Nothing);
        Assert.That(() => NewCache(new RecordingBackend().Then(_encryption), options => options.Coder = _encrypting), Throws.Nothing);
        Assert.That(() => NewCache(new RecordingBackend().Then(_compression).Then(_encryption), _ => { }), Throws.Nothing);
        Assert.That(() => NewCache(new RecordingBackend(), options => options.Coder = _encrypting), Throws.Nothing);
    }

    private static void NewCache(ICacheBackend backend, Action<CacheOptions> configure)
    {
        var options = new CacheOptions();
        configure(options);
        new Cache(backend, "app", options).Dispose();
    }
}
