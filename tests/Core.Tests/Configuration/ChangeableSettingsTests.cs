using System.Reflection;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Configuration;

/// <summary>Which settings take effect while the application runs.</summary>
[TestFixture]
internal sealed class ChangeableSettingsTests
{
    private static readonly (string, string?)[] _catalog = [("Policies:catalog:Tags:0", "a"), ("Policies:catalog:Expiration", "1m")];

    [Test]
    public void Settings_of_reads_and_writes_take_effect() => AssertApplied(
        "CacheKit:Enabled, CacheKit:Expiration, CacheKit:Policies:catalog:Expiration, CacheKit:Policies:catalog:ExpirationRules, " +
        "CacheKit:Policies:catalog:Lease, CacheKit:Policies:catalog:Stale, CacheKit:Stale",
        ("Enabled", "false"), ("Expiration", "1m"), ("Stale:Grace", "1h"), ("Policies:catalog:Tags:0", "a"), ("Policies:catalog:Expiration", "2m"),
        ("Policies:catalog:Lease", "1s"), ("Policies:catalog:Stale:Grace", "1h"), ("Policies:catalog:ExpirationRules:Jitter", "0.1"));

    [Test]
    public void Settings_of_keys_tags_and_the_store_do_not() => AssertApplied(
        "",
        ("Prefix", "other"), ("Namespace", "other"), ("StatusHeader", "X-Other"), ("ChecksEveryValue", "true"), ("Store", "sample"), ("Sample:Size", "1"),
        ("StoreOptions:Timeout", "5s"), ("Memory", "true"), ("Policies:catalog:Tags:0", "b"), ("Policies:catalog:Namespace", "other"),
        ("Policies:catalog:Expiration", "1m"));

    [Test]
    public void A_setting_that_is_left_out_has_its_default_again() =>
        AssertApplied("CacheKit:Policies:catalog:Expiration", ("Policies:catalog:Tags:0", "a"));

    [Test]
    public void A_policy_that_is_left_out_keeps_its_settings()
    {
        AssertApplied("");
        AssertApplied("", ("Policies:other:Expiration", "2m"));
    }

    [Test]
    public void A_new_policy_does_not_take_effect() =>
        AssertApplied("", [.. _catalog, ("Policies:other:Expiration", "2m")]);

    [Test]
    public void A_policy_keeps_the_case_of_its_name()
    {
        SectionSnapshot applied = ChangeableSettings.Apply(Section.Snapshot(("policies:Catalog:expiration", "2m")), Section.Snapshot(_catalog));
        Assert.That(applied.Find("Policies")!.Children.Single().Key, Is.EqualTo("catalog"));
        Assert.That(applied["Policies:catalog:Expiration"], Is.EqualTo("2m"));
    }

    // Code may define policies, too, so a policy itself must not let other settings change.
    [TestCaseSource(nameof(Settings))]
    public void A_setting_of_a_policy_changes_in_code_if_it_changes_in_a_section(PropertyInfo setting)
    {
        var policy = new CachePolicy();
        var changed = new CachePolicy
        {
            Expiration = TimeSpan.FromMinutes(1),
            Namespace = "namespace",
            Coder = new JsonCoder(),
            KeyBuilder = new HashedKeyBuilder(),
            Tags = ["tag"],
            Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) },
            ExpirationRules = new ExpirationRules { Jitter = 0.5 },
            Lease = TimeSpan.FromSeconds(1),
        };
        string path = $"Policies:catalog:{setting.Name}";
        bool isChangeable = ChangeableSettings.Apply(Section.Snapshot((path, "x")), Section.Snapshot(("Policies:catalog", null)))[path] == "x";

        Assert.That(setting.GetValue(changed), Is.Not.EqualTo(setting.GetValue(policy)), "The sample must differ from the default.");
        Assert.That(setting.GetValue(policy.With(changed)), Is.EqualTo(setting.GetValue(isChangeable ? changed : policy)));
    }

    private static IEnumerable<PropertyInfo> Settings => typeof(CachePolicy).GetProperties();

    private static void AssertApplied(string paths, params (string Name, string? Value)[] changed)
    {
        SectionSnapshot inUse = Section.Snapshot(_catalog);
        SectionSnapshot applied = ChangeableSettings.Apply(Section.Snapshot(changed), inUse);
        Assert.That(string.Join(", ", applied.DifferencesFrom(inUse).Order(StringComparer.Ordinal)), Is.EqualTo(paths));
    }
}
