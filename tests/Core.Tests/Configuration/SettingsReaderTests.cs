using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Options;

namespace CacheKit.Core.Tests.Configuration;

/// <summary>What is wrong in a section is reported with its path.</summary>
[TestFixture]
internal sealed class SettingsReaderTests
{
    [TestCase("Policies:catalog:Expirat", "1m", "CacheKit:Policies:catalog: there is no setting 'Expirat'. Did you mean 'Expiration'? There are: ")]
    [TestCase("Polices:catalog:Expiration", "1m", "CacheKit: there is no setting 'Polices'. Did you mean 'Policies'? There are: ")]
    [TestCase("Zebra", "1m", "CacheKit: there is no setting 'Zebra'. There are: ")]
    [TestCase("Stale:Graze", "1m", "CacheKit:Stale: there is no setting 'Graze'. Did you mean 'Grace'? There are: ")]
    [TestCase("StoreOptions:Time", "1m", "CacheKit:StoreOptions: there is no setting 'Time'. ")]
    [TestCase("Policies:catalog:ExpirationRules:Jiter", "1", "CacheKit:Policies:catalog:ExpirationRules: there is no setting 'Jiter'. Did you mean 'Jitter'? ")]
    [TestCase("Memory:Channels", "x", "CacheKit:Memory: there is no setting 'Channels'. Did you mean 'Channel'? ")]
    [TestCase("Sample:Sise", "1", "CacheKit:Sample: there is no setting 'Sise'. Did you mean 'Size'? ")]
    public void An_unknown_setting_is_reported_with_the_nearest_one(string name, string value, string problem) =>
        Assert.That(ProblemsOf((name, value)), Has.One.StartsWith(problem));

    [TestCase("Expiration", "5 minutes", "CacheKit:Expiration: '5 minutes' is not a duration. Write it as 00:05:00, or with a unit")]
    [TestCase("Expiration", "60", "CacheKit:Expiration: '60' is a number without a unit. Write it as 00:05:00, or with a unit")]
    [TestCase("Stale:Grace", "long", "CacheKit:Stale:Grace: 'long' is not a duration.")]
    [TestCase("Enabled", "yes", "CacheKit:Enabled: 'yes' is neither true nor false.")]
    [TestCase("StoreOptions:BreakAfter", "five", "CacheKit:StoreOptions:BreakAfter: 'five' is not a whole number, or is too large.")]
    [TestCase("StoreOptions:BreakAfter", "99999999999", "CacheKit:StoreOptions:BreakAfter: '99999999999' is not a whole number, or is too large.")]
    [TestCase("Policies:catalog:ExpirationRules:Jitter", "a tenth", "CacheKit:Policies:catalog:ExpirationRules:Jitter: 'a tenth' is not a number.")]
    [TestCase("Policies:catalog:Tags", "catalog", "CacheKit:Policies:catalog:Tags: 'catalog' is not a list. Write it as [\"catalog\"]")]
    [TestCase("Memory", "perhaps", "CacheKit:Memory: 'perhaps' is neither true, false nor a section.")]
    [TestCase("Stale", "1h", "CacheKit:Stale: has a value, but is a section")]
    [TestCase("Policies", "catalog", "CacheKit:Policies: has a value, but is a section")]
    [TestCase("Policies:catalog", "1h", "CacheKit:Policies:catalog: has a value, but is a section")]
    [TestCase("Sample", "localhost", "CacheKit:Sample: has a value, but is a section")]
    [TestCase("Prefix:Name", "x", "CacheKit:Prefix: is a section, but the setting is a text.")]
    [TestCase("Expiration:Minutes", "5", "CacheKit:Expiration: is a section or a list, but the setting is one value.")]
    [TestCase("Sample:Size", "big", "CacheKit:Sample:Size: 'big' is not a whole number, or is too large.")]
    public void A_value_that_can_not_be_read_is_reported(string name, string value, string problem) =>
        Assert.That(ProblemsOf((name, value)), Has.One.StartsWith(problem));

    [TestCase("Expiration", "0s", "CacheKit:Expiration: The default expiration must be longer than zero.")]
    [TestCase("StatusHeader", "a b", "CacheKit:StatusHeader: The status header 'a b' is not a valid HTTP field name")]
    [TestCase("Stale:SoftTimeout", "1s", "CacheKit:Stale: SoftTimeout needs a Grace")]
    [TestCase("StoreOptions:Timeout", "2d", "CacheKit:StoreOptions: StoreOptions.Timeout must be longer than zero")]
    [TestCase("Policies:catalog:Expiration", "-1s", "CacheKit:Policies:catalog: The expiration must be longer than zero.")]
    [TestCase("Policies:catalog:Tags:0", "book:{id}", "CacheKit:Policies:catalog: The tag 'book:{id}' contains braces.")]
    [TestCase("Policies:catalog:Stale:Grace", "-1s", "CacheKit:Policies:catalog:Stale: Grace must be zero or longer.")]
    [TestCase("Policies:catalog:ExpirationRules:Jitter", "2", "CacheKit:Policies:catalog:ExpirationRules: Jitter must be a fraction")]
    [TestCase("Memory:Interval", "2h", "CacheKit:Memory: Interval must be from 10 ms to one hour.")]
    [TestCase("Sample:Size", "-1", "CacheKit:Sample: size ('-1') must be a non-negative value.")]
    public void A_setting_out_of_its_range_is_reported(string name, string value, string problem) =>
        Assert.That(ProblemsOf((name, value)), Has.One.StartsWith(problem).And.None.Contains("Parameter"));

    [Test]
    public void All_problems_are_in_one_message()
    {
        string[] problems = ProblemsOf(("Expirat", "1m"), ("Enabled", "yes"), ("Policies:a:Lease", "x"), ("Policies:b:Lease", "y"), ("Store", "Sampel"));
        Assert.That(problems, Has.Length.EqualTo(5));

        var exception = Assert.Throws<CacheConfigurationException>(() => Read(("Enabled", "yes"), ("Policies:a:Lease", "x")));
        Assert.That(exception!.Message, Does.StartWith("The configuration of CacheKit has 2 problems:\n- CacheKit:Enabled: 'yes'").And.Contain("\n- CacheKit:Policies:a:Lease: 'x'"));
    }

    [Test]
    public void A_value_that_can_not_be_read_is_not_reported_as_missing_to_another_setting() =>
        Assert.That(ProblemsOf(("Stale:Grace", "60"), ("Stale:SoftTimeout", "1s")), Has.Length.EqualTo(1));

    [Test]
    public void A_single_problem_is_the_message() =>
        Assert.That(
            Assert.Throws<CacheConfigurationException>(() => Read(("Enabled", "yes")))!.Message,
            Is.EqualTo("The configuration of CacheKit is wrong: CacheKit:Enabled: 'yes' is neither true nor false."));

    [Test]
    public void The_exception_is_that_of_options() =>
        Assert.That(() => Read(("Enabled", "yes")), Throws.InstanceOf<OptionsValidationException>());

    [Test]
    public void Names_are_not_case_sensitive() => Assert.That(() => Read(("EXPIRATION", "1m"), ("sample:SIZE", "1"), ("store", "SAMPLE")), Throws.Nothing);

    private static string[] ProblemsOf(params (string Name, string? Value)[] settings) =>
        [.. Assert.Throws<CacheConfigurationException>(() => Read(settings))!.Failures];

    private static void Read(params (string Name, string? Value)[] settings) => ConfiguredCache.Read(
        Section.Snapshot(settings.Any(setting => setting.Name.Equals("store", StringComparison.OrdinalIgnoreCase)) ? settings : [("Store", "sample"), .. settings]),
        null, null);
}
