namespace CacheKit.Conformance;

/// <summary>An entry lives as long as requested and reports its time to live correctly.</summary>
public abstract class ExpirationConformance : RentingConformance
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(300);

    // The limits of TimeSpan, of milliseconds in a TimeSpan, of nanoseconds in 64 bits (292 years), and of the calendar.
    private static TimeSpan[] ExtremeLives =>
    [
        TimeSpan.MaxValue,
        TimeSpan.MaxValue - TimeSpan.FromTicks(1),
        TimeSpan.MaxValue - TimeSpan.FromMilliseconds(1),
        TimeSpan.FromDays(365 * 293),
        DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch,
        TimeSpan.FromDays(365 * 67),
        TimeSpan.FromDays(365 * 11),
    ];

    private static TimeSpan[] NoLife => [TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.FromHours(-1), TimeSpan.MinValue];

    [Test]
    public Task The_time_to_live_is_what_is_left_of_the_expiration() => ExpectLifeAsync(_hour);

    [TestCase(31)]
    [TestCase(60)]
    [TestCase(3650)]
    public Task A_time_to_live_of_many_days_is_kept(int days) => ExpectLifeAsync(TimeSpan.FromDays(days));

    [Test]
    public async Task The_time_to_live_goes_down_as_time_passes()
    {
        await WriteAsync(Key(), "payload", _hour);
        TimeSpan? first = await TimeToLiveAsync(Key());

        Clock?.Advance(Precision);
        await Poll.UntilAsync(async () => await TimeToLiveAsync(Key()) < first);
    }

    [Test]
    public async Task An_entry_without_expiration_has_no_time_to_live()
    {
        await WriteAsync(Key(), "payload", timeToLive: null);
        await ExpectForEverAsync();
    }

    [Test]
    public async Task The_longest_time_to_live_means_no_expiration()
    {
        await WriteAsync(Key(), "payload", TimeSpan.MaxValue);
        await ExpectForEverAsync();
    }

    [TestCaseSource(typeof(ExpirationConformance), nameof(ExtremeLives))]
    public async Task An_extreme_time_to_live_is_kept_or_means_no_expiration(TimeSpan life)
    {
        await WriteAsync(Key(), "payload", life);
        Assert.That(await ReadAsync(Key()), Is.EqualTo("payload"));
        Assert.That(await TimeToLiveAsync(Key()), Is.Null.Or.GreaterThan(TimeSpan.FromDays(365 * 10)));
        if (Backend.FindCapability<IConditionalBackend>() is not { } replacing)
            return;

        Assert.That(await replacing.AddAsync(Key("added"), "payload"u8.ToArray(), life));
        Assert.That(await replacing.ReplaceAsync(Key("added"), "payload"u8.ToArray(), "other"u8.ToArray(), life));
        Assert.That(await ReadAsync(Key("added")), Is.EqualTo("other"));
        Assert.That(await TimeToLiveAsync(Key("added")), Is.Null.Or.GreaterThan(TimeSpan.FromDays(365 * 10)));
    }

    [TestCaseSource(typeof(ExpirationConformance), nameof(ExtremeLives))]
    public async Task A_cache_accepts_extreme_durations_in_every_option(TimeSpan life)
    {
        ICache cache = CacheOn(Backend, $"lives-{Guid.NewGuid():N}");
        var expiring = new CacheEntryOptions { Expiration = life, Tags = ["tag"] };
        CacheEntryOptions[] asked =
        [
            expiring,
            expiring with
            {
                Stale = new StaleOptions
                {
                    Grace = life,
                    SoftTimeout = life,
                    HardTimeout = life,
                    RetryAfter = life,
                    BackgroundTimeout = life,
                    EagerRefreshThreshold = 0.9,
                },
            },
            expiring with
            {
                ExpirationRules = new ExpirationRules
                {
                    SlidingExpiration = life,
                    Jitter = 0.1,
                    NullExpiration = life,
                    ExceptionExpiration = _ => life,
                },
            },
            expiring with { Lease = life },
        ];
        foreach ((int index, CacheEntryOptions options) in asked.Index())
        {
            string key = $"key {index}";
            Assert.That(await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult("value"), options), Is.EqualTo("value"));
            Assert.That(await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult("other"), options), Is.EqualTo("value"));
            await cache.SetAsync(key, "set", options);
            Assert.That((await cache.TryGetAsync<string>(key, options)).Value, Is.EqualTo("set"));
            Assert.That(
                async () => await cache.GetOrCreateAsync<string>($"{key} failed", _ => throw new FormatException(), options), Throws.TypeOf<FormatException>());
        }

        await cache.ClearAsync();
    }

    [Test]
    public async Task A_time_to_live_beyond_the_calendar_is_kept()
    {
        await WriteAsync(Key(), "payload", TimeSpan.FromDays(365.0 * 20_000));
        Assert.That(await TimeToLiveAsync(Key()), Is.Null.Or.GreaterThan(TimeSpan.FromDays(365 * 100)));
        Assert.That(await ReadAsync(Key()), Is.EqualTo("payload"));
    }

    [Test]
    public async Task An_expired_entry_is_absent_on_both_reads()
    {
        await WriteAsync(Key(), "payload", _moment);
        await OutliveAsync(Key(), _moment);
        Assert.That(await Backend.GetAsync(Key()), Is.Null);
        Assert.That(await Backend.GetWithTimeToLiveAsync(Key()), Is.Null);
    }

    [Test]
    public async Task Remove_of_an_expired_key_returns_false()
    {
        await WriteAsync(Key(), "payload", _moment);
        await OutliveAsync(Key(), _moment);
        Assert.That(await Backend.RemoveAsync(Key()), Is.False);
    }

    [Test]
    public async Task An_expired_key_can_be_set_again()
    {
        await WriteAsync(Key(), "first", _moment);
        await OutliveAsync(Key(), _moment);
        await WriteAsync(Key(), "second");
        Assert.That(await ReadAsync(Key()), Is.EqualTo("second"));
    }

    // One tick, 0.1 microseconds: a store that rounds down would keep the entry forever or refuse it.
    [TestCase(0.0001)]
    [TestCase(1)]
    [TestCase(1.5)]
    [TestCase(999)]
    public async Task A_time_to_live_of_less_than_a_second_ends(double milliseconds)
    {
        TimeSpan life = TimeSpan.FromMilliseconds(milliseconds);
        await WriteAsync(Key(), "payload", life);
        await OutliveAsync(Key(), life);
        Assert.That(await ReadAsync(Key()), Is.Null);
    }

    [Test]
    public async Task A_time_to_live_of_less_than_a_second_is_not_cut_short()
    {
        TimeSpan life = TimeSpan.FromMilliseconds(900);
        long start = Time.GetTimestamp();
        await WriteAsync(Key(), "payload", life);
        if (life > Precision)
            Clock?.Advance(life - Precision);

        bool isThere = await ReadAsync(Key()) is not null;

        // On a slow machine the entry may have expired by the store's clock.
        Assert.That(isThere || Time.GetElapsedTime(start) > life - Precision, "The entry expired too early.");
    }

    [TestCaseSource(typeof(ExpirationConformance), nameof(NoLife))]
    public async Task Set_with_a_time_to_live_of_zero_removes_the_key(TimeSpan none)
    {
        await WriteAsync(Key(), "first");
        await WriteAsync(Key(), "second", none);
        Assert.That(await ReadAsync(Key()), Is.Null);
        Assert.That(await Backend.RemoveAsync(Key()), Is.False);
    }

    [Test]
    public async Task Set_with_a_time_to_live_of_zero_leaves_an_absent_key_absent()
    {
        await WriteAsync(Key(), "payload", TimeSpan.Zero);
        Assert.That(await ReadAsync(Key()), Is.Null);
    }

    [Test]
    public async Task A_set_without_expiration_removes_the_time_to_live()
    {
        await WriteAsync(Key(), "payload", _hour);
        await WriteAsync(Key(), "payload", timeToLive: null);
        await ExpectForEverAsync();
    }

    [Test]
    public async Task A_set_with_expiration_gives_a_time_to_live_to_an_entry_that_had_none()
    {
        await WriteAsync(Key(), "payload", timeToLive: null);
        await ExpectLifeAsync(_hour);
    }

    [Test]
    public async Task A_set_can_shorten_the_time_to_live()
    {
        await WriteAsync(Key(), "payload", TimeSpan.FromDays(1));
        await ExpectLifeAsync(_hour);
    }

    [Test]
    public async Task A_set_can_extend_the_time_to_live()
    {
        await WriteAsync(Key(), "payload", TimeSpan.FromMinutes(1));
        await ExpectLifeAsync(_hour);
    }

    [Test]
    public async Task A_read_does_not_extend_the_time_to_live()
    {
        TimeSpan life = TimeSpan.FromSeconds(1);
        await WriteAsync(Key(), "payload", life);
        Clock?.Advance(life / 2);
        await Backend.GetWithTimeToLiveAsync(Key());
        await OutliveAsync(Key(), life / 2);
        Assert.That(await ReadAsync(Key()), Is.Null);
    }

    private async Task ExpectLifeAsync(TimeSpan asked)
    {
        // The server's clock differs from ours.
        TimeSpan tolerance = Clock is null ? Precision + TimeSpan.FromMilliseconds(100) : Precision;

        // A server that counts seconds may be some behind while the machine is busy, and gets a date for a long time to live.
        TimeSpan behind = Precision < TimeSpan.FromSeconds(1) ? TimeSpan.Zero : TimeSpan.FromMinutes(1);
        long start = Time.GetTimestamp();
        await WriteAsync(Key(), "payload", asked);

        TimeSpan? left = await TimeToLiveAsync(Key());

        Assert.That(left, Is.InRange(asked - Time.GetElapsedTime(start) - tolerance, asked + behind));
    }

    private async Task ExpectForEverAsync()
    {
        CacheEntry? entry = await Backend.GetWithTimeToLiveAsync(Key());
        Assert.That(entry, Is.Not.Null);
        Assert.That(entry?.TimeToLive, Is.Null);
    }

    private async ValueTask<TimeSpan?> TimeToLiveAsync(string key) => (await Backend.GetWithTimeToLiveAsync(key))?.TimeToLive;
}
