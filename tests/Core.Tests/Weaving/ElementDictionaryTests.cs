using System.Text.Json;
using CacheKit.Weaving;

namespace CacheKit.Core.Tests.Weaving;

[TestFixture]
internal sealed class ElementDictionaryTests
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(7)]
    [TestCase(1_000)]
    public void All_ids_are_found_and_no_others(int count)
    {
        int[] ids = [.. Enumerable.Range(0, count).Select(number => number * 4_096)];
        ElementDictionary<int, string> found = Of(ids, [.. ids.Select(id => $"value {id}")]);
        Assert.That(found, Is.EquivalentTo(ids.ToDictionary(id => id, id => $"value {id}")));
        Assert.That(found.Keys, Is.EqualTo(ids));
        Assert.That(found.Values, Is.EqualTo(ids.Select(id => $"value {id}")));
        Assert.That(ids.Select(id => found[id]), Is.EqualTo(found.Values));
        Assert.That((found.ContainsKey(1), found.TryGetValue(-1, out _)), Is.EqualTo((false, false)));
        Assert.That(() => found[1], Throws.TypeOf<KeyNotFoundException>());
    }

    [Test]
    public void Absent_and_equal_ids_are_left_out()
    {
        ElementDictionary<string, string?> found = Of<string, string?>(["a", "b", "a", "c", "b"], ["1", null, "1", "3", null]);
        Assert.That(found, Is.EquivalentTo(new Dictionary<string, string?> { ["a"] = "1", ["c"] = "3" }));
        Assert.That((found.Count, found.ContainsKey("b")), Is.EqualTo((2, false)));
    }

    [Test]
    public void Json_is_that_of_a_dictionary() => Assert.That(
        JsonSerializer.Serialize<IReadOnlyDictionary<int, string>>(Of([7, 8], ["a", "b"])), Is.EqualTo("{\"7\":\"a\",\"8\":\"b\"}"));

    private static ElementDictionary<TId, TValue> Of<TId, TValue>(TId[] ids, TValue[] values)
        where TId : notnull => new(ids, values);
}
