using System.Globalization;

namespace CacheKit.AspNetCore.Tests.Policies;

/// <summary>The keys of the variants of a URL, of which clients cannot make more than a limited number.</summary>
[TestFixture]
public sealed class VariantsTests
{
    private const string Url = "GET http://localhost/";

    [Test]
    public void A_client_that_invents_values_fills_at_most_4096_entries_of_a_url()
    {
        Variants variants = Of("X-Tenant");
        Assert.That(Enumerable.Range(0, 100_000).Select(i => KeyOf(variants, "X-Tenant", i)).Distinct().Count(), Is.EqualTo(4096));
    }

    [Test]
    public void More_than_32_header_names_are_not_learned()
    {
        Variants variants = Of([.. Enumerable.Range(1, 32).Select(i => $"X-{i}")]);
        Assert.That((variants.TryLearn(["X-33"]), variants.TryLearn(["x-32"]), variants.Names.Count), Is.EqualTo((false, true, 32)));
    }

    [Test]
    public void The_key_of_a_variant_is_the_same_in_every_process_and_release()
    {
        string[] keys = [KeyOf(Of("X-Tenant"), "x-tenant", 7), Of("X-Tenant").KeyOf(Url, new HeaderDictionary())];
        Assert.That(keys, Is.EqualTo(new[] { $"{Url} variant=651", $"{Url} variant=852" }));
    }

    private static Variants Of(params string[] names)
    {
        var variants = new Variants();
        Assert.That(variants.TryLearn(names), Is.True);
        return variants;
    }

    private static string KeyOf(Variants variants, string name, int value) =>
        variants.KeyOf(Url, new HeaderDictionary { [name] = value.ToString(CultureInfo.InvariantCulture) });
}
