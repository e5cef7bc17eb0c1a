using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests;

/// <summary>A mistake in the settings is an error at the start that says what to do.</summary>
[TestFixture]
internal sealed class CacheOptionsTests
{
    private static readonly TestCaseData[] _mistakes =
    [
        Mistake("no life", options => options.Expiration = TimeSpan.Zero, "Expiration", "Use null for entries that never expire"),
        Mistake("a negative life", options => options.Expiration = TimeSpan.FromSeconds(-1), "Expiration", "longer than zero"),
        Mistake("no namespace", options => options.Namespace = null!, "Namespace", "empty string"),
        Mistake("no coder", options => options.Coder = null!, "Coder", "JsonCoder"),
        Mistake("no key builder", options => options.KeyBuilder = null!, "KeyBuilder", "DefaultKeyBuilder"),
        Mistake("no clock", options => options.TimeProvider = null!, "TimeProvider", "system's clock"),
        Mistake("no header", options => options.StatusHeader = null!, "StatusHeader", "X-CacheKit"),
        Mistake("an empty header", options => options.StatusHeader = "", "StatusHeader", "X-CacheKit"),
        Mistake("a header with a space", options => options.StatusHeader = "X Cache", "StatusHeader", "'X Cache'"),
        Mistake("a header with a colon", options => options.StatusHeader = "X-Cache:", "StatusHeader", "'X-Cache:'"),
        Mistake("a header with a line break", options => options.StatusHeader = "X-Cache\r\nSet-Cookie", "StatusHeader", "letters, digits and hyphens"),
        Mistake("no options of the store", options => options.Store = null!, "Store", "defaults"),
        Store("no time", new StoreOptions { Timeout = TimeSpan.Zero }, "Timeout", "longer than zero"),
        Store("too much time", new StoreOptions { Timeout = TimeSpan.FromDays(2) }, "Timeout", "at most one day"),
        Store("a break without a failure", new StoreOptions { BreakAfter = 0 }, "BreakAfter", "1 or more"),
        Store("no break", new StoreOptions { BreakFor = TimeSpan.Zero }, "BreakFor", "longer than zero"),
        Store("a break too long", new StoreOptions { BreakFor = TimeSpan.FromDays(2) }, "BreakFor", "at most one day"),
        Store("no payload", new StoreOptions { MaxPayload = 0 }, "MaxPayload", "1 byte or more"),
        Mistake("a header beyond ASCII", options => options.StatusHeader = "X-Käche", "StatusHeader", "'X-Käche'"),
    ];

    [TestCaseSource(nameof(_mistakes))]
    public void A_mistake_is_an_error_that_says_what_to_do(Action<CacheOptions> configure, string name, string advice)
    {
        var options = new CacheOptions();
        configure(options);
        Assert.That(
            () => new Cache(new RecordingBackend(), "app", options),
            Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo(name).And.Message.Contains(advice));
    }

    [TestCase("X-Cache")]
    [TestCase("x_cache.1")]
    public void A_field_name_of_HTTP_is_a_header(string header) =>
        Assert.That(new Cache(new RecordingBackend(), "app", new CacheOptions { StatusHeader = header }).StatusHeader, Is.EqualTo(header));

    [Test]
    public void The_settings_are_read_once()
    {
        var options = new CacheOptions { Expiration = TimeSpan.FromMinutes(1) };
        var cache = new Cache(new RecordingBackend(), "app", options);
        options.Expiration = TimeSpan.FromMinutes(2);
        Assert.That(cache.Expiration, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    private static TestCaseData Store(string title, StoreOptions store, string name, string advice) =>
        Mistake(title, options => options.Store = store, name, advice);

    private static TestCaseData Mistake(string title, Action<CacheOptions> configure, string name, string advice) =>
        new TestCaseData(configure, name, advice).SetArgDisplayNames(title);
}
