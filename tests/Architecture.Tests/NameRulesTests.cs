using CacheKit.Architecture.Tests.Rules;
using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests;

[TestFixture]
internal sealed class NameRulesTests
{
    [TestCaseSource(typeof(Repository), nameof(Repository.Shipped))]
    public void Every_name_says_what_the_thing_is(Project project)
    {
        string[] violations = [.. NameRules.Violations(project.Files)];
        Assert.That(violations, Is.Empty, string.Join('\n', violations));
    }

    [TestCase("KeyUtils")]
    [TestCase("KeyHelpers")]
    [TestCase("KeyManager")]
    [TestCase("KeyProvider")]
    [TestCase("KeyBase")]
    [TestCase("KeyImpl")]
    [TestCase("IKeyProvider")]
    public void An_empty_word_at_the_end_of_a_type_is_found(string type) =>
        Assert.That(NameRules.Violations(Sources.Of(($"{type}.cs", $"class {type};"))), Is.Not.Empty);

    [TestCase("Utils")]
    [TestCase("Common")]
    [TestCase("Keys/Internal")]
    public void An_empty_word_for_a_folder_is_found(string folder) =>
        Assert.That(NameRules.Violations(Sources.Of(($"{folder}/Key.cs", "class Key;"))), Is.Not.Empty);

    [TestCase("CacheManager")]
    [TestCase("Database")]
    [TestCase("KeyBuilder")]
    public void Other_names_are_right(string type) =>
        Assert.That(NameRules.Violations(Sources.Of(($"Keys/{type}.cs", $"class {type};"))), Is.Empty);
}
