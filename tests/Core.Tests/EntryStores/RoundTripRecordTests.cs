using System.Buffers;
using System.Diagnostics;
using System.Text;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;
using static CacheKit.Core.Tests.Fakes.Models;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>Values are always checked in development; elsewhere so seldom that the checks cost next to nothing in the long run.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class RoundTripRecordTests : CacheFixture
{
    public RoundTripRecordTests()
        : base(StoreKind.Remote) => Coder.IsChecked = true;

    [Test]
    public void After_eight_failures_in_a_row_one_of_sixty_four_values_is_tried()
    {
        var record = new RoundTripRecord();
        for (int failure = 1; failure <= 8; failure++)
        {
            Assert.That((record.ShouldTry(), record.ShouldTry()), Is.EqualTo((true, true)), $"{failure}");
            record.Failed();
        }

        int[] tried = [.. Enumerable.Range(1, 200).Where(_ => record.ShouldTry())];
        Assert.That(tried, Is.EqualTo(new[] { 56, 120, 184 }));
        record.Succeeded();
        Assert.That(Enumerable.Range(0, 100).Count(_ => record.ShouldTry()), Is.EqualTo(100));
    }

    [Test]
    public void The_first_values_are_checked_and_then_each_whose_number_is_a_power_of_two_and_after_a_failure_all()
    {
        var record = new RoundTripRecord();
        int[] due = [.. Enumerable.Range(1, 600).Where(_ => record.IsCheckDue())];
        Assert.That(due, Is.EqualTo(Enumerable.Range(1, 64).Concat([128, 256, 512])));
        record.Failed();
        record.Succeeded();
        Assert.That(Enumerable.Range(0, 100).Count(_ => record.IsCheckDue()), Is.EqualTo(100));
    }

    [Test]
    public async Task The_first_values_of_a_type_are_checked_and_then_ever_fewer()
    {
        await SetAsync(Cache, 64);
        Assert.That(Coder.Decoded, Is.EqualTo(64));
        await SetAsync(Cache, 1_000);
        Assert.That(Coder.Decoded, Is.EqualTo(64 + 4), "those after 128, 256, 512 and 1,024 values");
    }

    [Test]
    public async Task Each_type_has_its_own_first_values()
    {
        await SetAsync(Cache, 64);
        await Cache.SetAsync("key", new Animal());
        Assert.That(Coder.Decoded, Is.EqualTo(65));
    }

    [Test]
    public async Task A_derived_type_has_its_own_first_values()
    {
        for (int i = 0; i < 100; i++)
            await Cache.SetAsync<Animal>("key", new Animal());
        await Cache.SetAsync<Animal>("key", new Dog());
        Assert.That((await Cache.TryGetAsync<Animal>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task Each_value_is_checked_where_the_options_say_so()
    {
        Cache cache = NewCache(configure: options => options.ChecksEveryValue = true);
        await SetAsync(cache, 300);
        Assert.That(Coder.Decoded, Is.EqualTo(300));
    }

    [TestCase("DOTNET_ENVIRONMENT", "Development", true)]
    [TestCase("ASPNETCORE_ENVIRONMENT", "development", true)]
    [TestCase("ASPNETCORE_ENVIRONMENT", "Production", false)]
    [TestCase("DOTNET_ENVIRONMENT", null, false)]
    public void Each_value_is_checked_in_development(string variable, string? environment, bool isChecked)
    {
        Assume.That(Debugger.IsAttached, Is.False);
        string? before = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, environment);
        try
        {
            Assert.That(new CacheOptions().ChecksEveryValue, Is.EqualTo(isChecked));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, before);
        }
    }

    [Test]
    public async Task Hits_are_not_checked()
    {
        Cache cache = NewCache(configure: options => options.ChecksEveryValue = true);
        await SetAsync(cache, 1);
        (int encoded, int decoded) = (Coder.Encoded, Coder.Decoded);
        for (int i = 0; i < 10; i++)
            await cache.TryGetAsync<Sample>("key");
        Assert.That((Coder.Encoded - encoded, Coder.Decoded - decoded), Is.EqualTo((0, 10)));
    }

    [Test]
    public async Task Bytes_are_not_checked()
    {
        Cache cache = NewCache(configure: options => options.ChecksEveryValue = true);
        await cache.SetAsync("key", new byte[] { 1, 2 });
        Assert.That((Coder.Encoded, Coder.Decoded), Is.EqualTo((1, 0)));
    }

    [Test]
    public void The_JSON_coder_is_exact_for_numbers_and_times() =>
        Assert.That(
            (IsLossless<int>(), IsLossless<DateTime>(), IsLossless<string>(), IsLossless<Sample>(), IsLossless<object>()),
            Is.EqualTo((true, true, false, false, false)));

    [Test]
    public async Task Half_a_surrogate_pair_is_found_in_every_value()
    {
        await SetAsync(Cache, 1_000);
        await Cache.SetAsync("key", new Sample("a\uD800"));
        Assert.That((await Cache.TryGetAsync<Sample>("key")).HasValue, Is.False);
    }

    [Test]
    public void The_character_for_invalid_text_is_found_in_every_value_wherever_it_stands(
        [Values("\uFFFD", @"\uFFFD")] string replacement, [Values("", "a")] string before)
    {
        var check = new RoundTripCheck();
        var coder = new TextCoder(replacement);
        for (int i = 0; i < 100; i++)
            Assert.That(check.Encode($"{i}", coder, "key", out _), Is.Not.Null);
        Assert.That(check.Encode($"{before}\uD800", coder, "key", out _), Is.Null);
    }

    [Test]
    public async Task Once_a_value_did_not_survive_all_later_ones_of_its_type_are_checked()
    {
        await Cache.SetAsync("key", new Kennel { Head = new Dog() });
        for (int i = 0; i < 100; i++)
            await Cache.SetAsync("key", new Kennel());
        await Cache.SetAsync("key", new Kennel { Head = new Dog() });
        Assert.That((await Cache.TryGetAsync<Kennel>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_type_that_always_fails_is_tried_seldom()
    {
        Coder.FailsToEncode = true;
        for (int i = 0; i < 1_000; i++)
            await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new Sample("a")));
        Assert.That(Coder.Encoded, Is.LessThan(30));
        Assert.That(Loggers.At(LogLevel.Warning).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_type_that_has_failed_for_long_is_stored_soon_after_it_survives_again()
    {
        Coder.FailsToEncode = true;
        for (int i = 0; i < 10_000; i++)
            await Cache.SetAsync("key", new Sample("a"));
        Coder.FailsToEncode = false;
        for (int i = 0; i < 64; i++)
            await Cache.SetAsync("key", new Sample("b"));
        Assert.That((await Cache.TryGetAsync<Sample>("key")).Value, Is.EqualTo(new Sample("b")));
    }

    [Test]
    public async Task A_payload_that_cannot_be_replaced_is_warned_of_once()
    {
        await Backend.SetAsync("app::key", "{ broken"u8.ToArray(), null);
        for (int i = 0; i < 20; i++)
            await Cache.GetOrCreateAsync<Figure>("key", _ => ValueTask.FromResult<Figure>(new Square()));
        Assert.That(Loggers.At(LogLevel.Warning).Count(), Is.EqualTo(2), "one for the payload, one for the value");
    }

    private static bool IsLossless<T>() => ((ILosslessCoder)new JsonCoder()).IsLossless<T>();

    private static async Task SetAsync(Cache cache, int values)
    {
        for (int i = 0; i < values; i++)
            await cache.SetAsync("key", new Sample($"text {i}"));
    }

    internal sealed record Sample(string Text);

    // Writes bare text, with something in place of what is invalid.
    private sealed class TextCoder(string replacement) : ICoder
    {
        public void Encode<T>(T value, IBufferWriter<byte> output) =>
            output.Write(Encoding.UTF8.GetBytes(((string)(object)value!).Replace("\uD800", replacement, StringComparison.Ordinal)));

        public T? Decode<T>(ReadOnlySpan<byte> payload) => (T)(object)Encoding.UTF8.GetString(payload);
    }
}
