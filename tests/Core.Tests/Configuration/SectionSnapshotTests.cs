using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Configuration;

namespace CacheKit.Core.Tests.Configuration;

/// <summary>A snapshot is read like the section that it was taken of, and keeps its values.</summary>
[TestFixture]
internal sealed class SectionSnapshotTests
{
    [Test]
    public void It_has_the_values_of_its_section()
    {
        IConfigurationSection section = Section.Of(("Expiration", "1m"), ("Policies:catalog:Tags:0", "a"), ("Policies:catalog:Tags:10", "c"), ("Policies:catalog:Tags:2", "b"));
        var snapshot = SectionSnapshot.Of(section);
        Assert.That(snapshot.AsEnumerable(), Is.EquivalentTo(section.AsEnumerable()));
        Assert.That((snapshot.Path, snapshot.Key, snapshot["expiration"]), Is.EqualTo(("CacheKit", "CacheKit", "1m")));
        IConfigurationSection tags = snapshot.GetSection("policies:CATALOG:tags");
        Assert.That((tags.Path, tags.GetChildren().Select(tag => tag.Value)), Is.EqualTo(("CacheKit:Policies:catalog:Tags", new[] { "a", "b", "c" })));
    }

    [Test]
    public void A_setting_that_is_absent_is_empty_and_has_a_path()
    {
        IConfigurationSection absent = Section.Snapshot(("Expiration", "1m")).GetSection("Stale:Grace");
        Assert.That((absent.Path, absent.Key, absent.Value), Is.EqualTo(("CacheKit:Stale:Grace", "Grace", (string?)null)));
        Assert.That(absent.GetChildren(), Is.Empty);
    }

    [Test]
    public void It_keeps_its_values_when_the_section_changes()
    {
        IConfigurationRoot configuration = Section.Configuration(("Expiration", "1m"));
        var snapshot = SectionSnapshot.Of(configuration.GetSection("CacheKit"));
        configuration["CacheKit:Expiration"] = "2m";
        configuration["CacheKit:Enabled"] = "false";
        Assert.That((snapshot["Expiration"], snapshot.Find("Enabled")), Is.EqualTo(("1m", (SectionSnapshot?)null)));
        Assert.That(() => snapshot.Value = "x", Throws.InvalidOperationException);
        Assert.That(() => snapshot["Expiration"] = "x", Throws.InvalidOperationException);
        Assert.That(snapshot.GetReloadToken().HasChanged, Is.False);
    }

    [Test]
    public void Two_snapshots_differ_where_a_value_differs_or_only_one_has_a_section()
    {
        SectionSnapshot one = Section.Snapshot(("Prefix", "a"), ("Expiration", "1m"), ("Stale:Grace", "1h"), ("Stale:RetryAfter", "1s"), ("Policies:a:Lease", "1s"));
        SectionSnapshot other = Section.Snapshot(("prefix", "a"), ("Expiration", "2m"), ("STALE:grace", "1h"), ("Policies:b:Lease", "1s"), ("Enabled", "true"));
        string[] expected = ["CacheKit:Enabled", "CacheKit:Expiration", "CacheKit:Policies:a", "CacheKit:Policies:b", "CacheKit:Stale:RetryAfter"];
        Assert.That(one.DifferencesFrom(other), Is.EquivalentTo(expected));
        Assert.That(other.DifferencesFrom(one), Is.EquivalentTo(expected));
        Assert.That(one.DifferencesFrom(one), Is.Empty);
    }
}
