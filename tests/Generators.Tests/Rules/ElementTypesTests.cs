using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Rules;

[TestFixture]
internal sealed class ElementTypesTests
{
    private const string Own = "namespace Own { public class List<T>; public class Dictionary<TKey, TValue>; public class HashSet<T>; }";

    [TestCase("int[]", "int", "int")]
    [TestCase("IEnumerable<int>", "int", "int")]
    [TestCase("ICollection<int>", "int", "int")]
    [TestCase("IReadOnlyCollection<int>", "int", "int")]
    [TestCase("IList<int>", "int", "int")]
    [TestCase("IReadOnlyList<int>", "int", "int")]
    [TestCase("List<int>", "int", "int")]
    [TestCase("HashSet<int>", "int", null)]
    [TestCase("ISet<int>", "int", null)]
    [TestCase("IReadOnlySet<int>", "int", null)]
    [TestCase("Dictionary<int, string>", null, "string")]
    [TestCase("IDictionary<int, string>", null, "string")]
    [TestCase("IReadOnlyDictionary<int, string>", null, "string")]
    [TestCase("int[,]", null, null)]
    [TestCase("string", null, null)]
    [TestCase("Queue<int>", null, null)]
    [TestCase("SortedSet<int>", null, null)]
    [TestCase("Own.List<int>", null, null)]
    [TestCase("Own.HashSet<int>", null, null)]
    [TestCase("Own.Dictionary<int, string>", null, null)]
    public void Ids_come_in_sequences_and_sets_and_values_in_sequences_and_dictionaries(string type, string? id, string? value)
    {
        ITypeSymbol collection = TypeOf(type);
        Assert.That(ElementTypes.IdOf(collection)?.ToDisplayString(), Is.EqualTo(id));
        Assert.That(ElementTypes.ValueOf(collection)?.ToDisplayString(), Is.EqualTo(value));
    }

    [TestCase("Dictionary<int, string>", "int")]
    [TestCase("Own.Dictionary<int, string>", null)]
    [TestCase("List<int>", null)]
    public void Only_a_dictionary_has_keys(string type, string? key) => Assert.That(ElementTypes.KeyOf(TypeOf(type))?.ToDisplayString(), Is.EqualTo(key));

    [TestCase("List<int>", true, false)]
    [TestCase("IList<int>", true, false)]
    [TestCase("ICollection<int>", true, false)]
    [TestCase("IReadOnlyList<int>", false, false)]
    [TestCase("IEnumerable<int>", false, false)]
    [TestCase("HashSet<int>", false, true)]
    [TestCase("ISet<int>", false, true)]
    [TestCase("IReadOnlySet<int>", false, true)]
    [TestCase("int[]", false, false)]
    public void A_list_may_be_changed_and_a_set_has_no_order(string type, bool isList, bool isSet)
    {
        Assert.That(ElementTypes.IsList(TypeOf(type)), Is.EqualTo(isList));
        Assert.That(ElementTypes.IsSet(TypeOf(type)), Is.EqualTo(isSet));
    }

    private static ITypeSymbol TypeOf(string type) => Symbols.Method(type + " x", Own).Method.Parameters[0].Type;
}
