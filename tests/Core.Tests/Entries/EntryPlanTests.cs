using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Entries;

/// <summary>How a value is stored follows from its settings, from what its factory said, and from its tags.</summary>
[TestFixture]
internal sealed class EntryPlanTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void Without_anything_of_its_own_an_entry_has_its_expiration_and_no_metadata()
    {
        Assert.That(Plan(_hour), Is.EqualTo(new EntryPlan(EntryMetadata.None, _hour)));
        Assert.That(Plan(null), Is.EqualTo(new EntryPlan(EntryMetadata.None, null)));
        Assert.That(Plan(_hour)!.Value.Freshness, Is.EqualTo(_hour));
    }

    [Test]
    public void The_factory_may_choose_another_expiration()
    {
        Assert.That(Plan(_hour, Draft(_minute))!.Value.TimeToLive, Is.EqualTo(_minute));
        Assert.That(Plan(_hour, Draft(TimeSpan.MaxValue))!.Value.TimeToLive, Is.Null);
        Assert.That(Plan(_hour, Draft(null))!.Value.TimeToLive, Is.EqualTo(_hour));
        Assert.That(Plan(_hour, Draft(TimeSpan.Zero)), Is.Null);
        Assert.That(Plan(TimeSpan.Zero, Draft(_minute))!.Value.TimeToLive, Is.EqualTo(_minute));
        Assert.That(Plan(TimeSpan.Zero), Is.Null);
        Assert.That(Plan(new TimeSpan(1))!.Value.TimeToLive, Is.EqualTo(new TimeSpan(1)));
    }

    [Test]
    public void The_factory_may_leave_its_value_out_of_the_store()
    {
        EntryDraft draft = Draft(null);
        draft.ShouldStore = false;
        Assert.That(Plan(_hour, draft), Is.Null);
    }

    [TestCase(60, 30, 30)]
    [TestCase(30, 60, 30)]
    [TestCase(30, 30, 30)]
    [TestCase(null, 30, 30)]
    public void A_null_has_the_shorter_expiration(int? expiration, int nullExpiration, int expected)
    {
        var rules = new ExpirationRules { NullExpiration = TimeSpan.FromSeconds(nullExpiration) };
        TimeSpan? own = expiration is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        Assert.That(Plan(own, rules: rules, isNull: true)!.Value.TimeToLive, Is.EqualTo(TimeSpan.FromSeconds(expected)));
        Assert.That(Plan(own, rules: rules)!.Value.TimeToLive, Is.EqualTo(own), "It is not null.");
    }

    [TestCase(EntryEnvelope.MaxTags, true)]
    [TestCase(EntryEnvelope.MaxTags + 1, false)]
    public void An_entry_with_more_tags_than_an_envelope_holds_is_not_stored(int count, bool isStored)
    {
        TagMark[] marks = [.. Enumerable.Range(0, count).Select(number => new TagMark($"{number}", TagGeneration.At(1)))];
        EntryPlan? plan = EntryPlan.For(Settings(_hour), isNull: false, marks, draft: null, _clock);
        Assert.That(plan is not null, Is.EqualTo(isStored));
        if (isStored)
            Assert.That(plan!.Value.Metadata.Marks, Is.EqualTo(marks));
    }

    [Test]
    public void A_grace_prolongs_the_time_in_the_store_and_not_the_freshness()
    {
        var stale = new StaleOptions { Grace = _minute };
        EntryPlan plan = Plan(_hour, stale: stale)!.Value;
        Assert.That((plan.TimeToLive, plan.Freshness), Is.EqualTo((_hour + _minute, (TimeSpan?)_hour)));
        EntryPlan endless = Plan(null, stale: stale)!.Value;
        Assert.That((endless.TimeToLive, endless.Freshness), Is.EqualTo(((TimeSpan?)null, (TimeSpan?)null)));
        Assert.That(Plan(TimeSpan.MaxValue - _minute, stale: stale)!.Value.TimeToLive, Is.EqualTo(TimeSpan.MaxValue));
        Assert.That(Plan(TimeSpan.MaxValue - _minute + new TimeSpan(1), stale: stale)!.Value.TimeToLive, Is.Null);
    }

    [Test]
    public void An_entry_is_due_after_the_fraction_of_its_expiration()
    {
        EntryLifetime lifetime = LifetimeOf(Plan(_hour, stale: new StaleOptions { EagerRefreshThreshold = 0.75 }));
        long now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.That(
            (lifetime.Created, lifetime.FreshUntil, lifetime.RefreshFrom, lifetime.Sliding, lifetime.Cap),
            Is.EqualTo((now, now + 3_600_000L, now + 2_700_000L, 0L, now + 3_600_000L)));
    }

    [TestCase(600, 60, 60, 600)]
    [TestCase(60, 600, 60, 60)]
    [TestCase(60, 60, 60, 60)]
    [TestCase(null, 60, 60, null)]
    public void A_sliding_entry_is_fresh_for_the_shorter_time_and_its_expiration_is_the_cap(
        int? expiration, int sliding, int fresh, int? cap)
    {
        TimeSpan? own = expiration is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        EntryPlan plan = Plan(own, rules: new ExpirationRules { SlidingExpiration = TimeSpan.FromSeconds(sliding) })!.Value;
        EntryLifetime lifetime = LifetimeOf(plan);
        long now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.That((lifetime.FreshUntil - now, lifetime.Sliding), Is.EqualTo((fresh * 1_000L, sliding * 1_000L)));
        Assert.That(lifetime.Cap, Is.EqualTo(cap is { } limit ? now + (limit * 1_000L) : EntryLifetime.Never));
        Assert.That(plan.TimeToLive, Is.EqualTo(TimeSpan.FromSeconds(fresh)));
    }

    [Test]
    public void Times_beyond_the_calendar_are_never()
    {
        TimeSpan left = DateTimeOffset.MaxValue - _clock.GetUtcNow();
        var stale = new StaleOptions { Grace = _minute };
        Assert.That(LifetimeOf(Plan(left, stale: stale)).FreshUntil, Is.EqualTo(EntryLifetime.Never));
        Assert.That(
            LifetimeOf(Plan(left - TimeSpan.FromMilliseconds(1), stale: stale)).FreshUntil,
            Is.EqualTo((DateTimeOffset.MaxValue - TimeSpan.FromMilliseconds(1)).ToUnixTimeMilliseconds()));
        Assert.That(
            LifetimeOf(Plan(null, rules: new ExpirationRules { SlidingExpiration = TimeSpan.MaxValue })).Sliding,
            Is.EqualTo(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }

    [TestCase(false, false, false)]
    [TestCase(false, true, false)]
    [TestCase(true, false, false)]
    [TestCase(true, true, true)]
    public void An_expiration_that_varies_is_stored_where_readers_are_told(bool varies, bool isReported, bool hasLifetime)
    {
        EntrySettings settings = Settings(_hour) with { ReportsFreshness = isReported };
        EntryPlan? byFactory = EntryPlan.For(settings, isNull: false, [], varies ? Draft(_minute) : null, _clock);
        Assert.That(byFactory!.Value.Metadata.Lifetime is not null, Is.EqualTo(hasLifetime));

        EntryPolicy jitter = EntryPolicy.Default with { Rules = new ExpirationRules { Jitter = varies ? 0.5 : 0 } };
        EntryPlan? byJitter = EntryPlan.For(settings with { Policy = jitter }, isNull: false, [], draft: null, _clock);
        Assert.That(byJitter!.Value.Metadata.Lifetime is not null, Is.EqualTo(hasLifetime));
    }

    [Test]
    public void Jitter_shortens_an_expiration_by_less_than_its_fraction()
    {
        var rules = new ExpirationRules { Jitter = 0.25 };
        TimeSpan[] lives = [.. Enumerable.Range(0, 1_000).Select(_ => Plan(_hour, rules: rules)!.Value.TimeToLive!.Value)];
        Assert.That(lives, Has.All.InRange(0.75 * _hour, _hour));
        Assert.That(lives.Distinct().Count(), Is.GreaterThan(1));
        Assert.That(Plan(null, rules: rules)!.Value.TimeToLive, Is.Null);
    }

    [Test]
    public void A_validator_of_the_factory_is_stored()
    {
        EntryDraft draft = Draft(null);
        draft.Validator = "v1";
        EntryMetadata metadata = Plan(_hour, draft)!.Value.Metadata;
        Assert.That((metadata.Validator, metadata.Lifetime is not null), Is.EqualTo(("v1", true)));
    }

    private EntryPlan? Plan(
        TimeSpan? expiration, EntryDraft? draft = null, StaleOptions? stale = null, ExpirationRules? rules = null, bool isNull = false)
    {
        EntryPolicy policy = EntryPolicy.Default with { Stale = stale ?? new StaleOptions(), Rules = rules ?? new ExpirationRules() };
        return EntryPlan.For(Settings(expiration) with { Policy = policy }, isNull, [], draft, _clock);
    }

    private static EntryLifetime LifetimeOf(EntryPlan? plan) => plan!.Value.Metadata.Lifetime!.Value;

    private static EntrySettings Settings(TimeSpan? expiration) => new(new JsonCoder(), expiration, ByReference: true, EntryPolicy.Default);

    private static EntryDraft Draft(TimeSpan? expiration) => new(previous: null, validator: null) { Expiration = expiration };
}
