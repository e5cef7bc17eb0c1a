using System.Globalization;

namespace CacheKit.Conformance;

/// <summary>Keys that differ in any character are different entries.</summary>
public abstract class KeyConformance : ExpirationConformance
{
    [TestCaseSource(typeof(OddKeys), nameof(OddKeys.Families))]
    public async Task Odd_keys_stay_distinct(string[] names)
    {
        PassUnlessOddKeysAreTested();
        string[] keys = [.. names.Select(Key)];
        for (var number = 0; number < keys.Length; number++)
            await WriteAsync(keys[number], Text(number));

        for (var number = 0; number < keys.Length; number++)
            Assert.That(await ReadAsync(keys[number]), Is.EqualTo(Text(number)), names[number]);
    }

    [TestCaseSource(typeof(OddKeys), nameof(OddKeys.Families))]
    public async Task Odd_keys_are_removed_one_by_one(string[] names)
    {
        PassUnlessOddKeysAreTested();
        foreach (string name in names)
            await WriteAsync(Key(name), "payload");

        foreach (string name in names)
            Assert.That(await Backend.RemoveAsync(Key(name)), Is.True, name);
    }

    [TestCaseSource(typeof(OddKeys), nameof(OddKeys.Families))]
    public async Task Odd_prefixes_are_cleared_one_by_one(string[] names)
    {
        PassUnlessOddKeysAreTested();
        PassUnlessAnyPrefixIsCleared();
        foreach (string name in names)
            await WriteAsync(Key(name) + "|key", "payload");

        foreach (string name in names)
            Assert.That(await Backend.ClearAsync(Key(name) + "|"), Is.EqualTo(1), name);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
