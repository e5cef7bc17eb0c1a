using CacheKit.Architecture.Tests.Rules;
using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests;

[TestFixture]
internal sealed class CoreLayersTests
{
    [Test]
    public void Core_keeps_its_layers()
    {
        string[] violations = [.. CoreLayers.Violations(Repository.Core.Files)];
        Assert.That(violations, Is.Empty, string.Join('\n', violations));
    }

    [TestCase("Engine/One.cs", "Two.cs", TestName = "A_folder_may_not_use_the_root")]
    [TestCase("One.cs", "DependencyInjection/Two.cs", TestName = "The_root_may_not_use_registration")]
    [TestCase("Keys/One.cs", "Coders/Two.cs", TestName = "A_leaf_may_not_use_a_leaf")]
    [TestCase("Diagnostics/One.cs", "Backends/Two.cs", TestName = "Diagnostics_is_a_leaf_too")]
    [TestCase("Backends/One.cs", "Levels/Two.cs", TestName = "A_leaf_may_not_use_the_levels")]
    [TestCase("Flights/One.cs", "Engine/Two.cs", TestName = "Flights_may_not_use_the_engine")]
    [TestCase("EntryStores/One.cs", "Flights/Two.cs", TestName = "The_stores_of_entries_may_not_use_flights")]
    [TestCase("Generations/One.cs", "EntryStores/Two.cs", TestName = "Generations_may_not_use_the_stores_of_entries")]
    [TestCase("Entries/One.cs", "Generations/Two.cs", TestName = "Entries_may_not_use_generations")]
    [TestCase("Stores/One.cs", "Entries/Two.cs", TestName = "The_calls_of_a_store_may_not_use_entries")]
    [TestCase("Levels/One.cs", "Engine/Two.cs", TestName = "The_levels_may_not_use_the_engine")]
    [TestCase("Levels/One.cs", "Keys/Two.cs", TestName = "The_levels_may_use_few_leaves")]
    public void A_forbidden_arrow_is_found(string user, string used) =>
        Assert.That(ViolationsOf(user, used), Is.Not.Empty);

    [TestCase("One.cs", "Engine/Two.cs", TestName = "The_root_may_use_a_folder")]
    [TestCase("DependencyInjection/One.cs", "Two.cs", TestName = "Registration_may_use_the_root")]
    [TestCase("Engine/One.cs", "Flights/Two.cs", TestName = "The_engine_may_use_flights")]
    [TestCase("Flights/One.cs", "Entries/Two.cs", TestName = "Flights_may_use_entries")]
    [TestCase("Engine/One.cs", "Keys/Two.cs", TestName = "The_engine_may_use_a_leaf")]
    [TestCase("Engine/One.cs", "Levels/Two.cs", TestName = "The_engine_may_use_the_levels")]
    [TestCase("Levels/One.cs", "Backends/Two.cs", TestName = "The_levels_may_use_backends")]
    [TestCase("Keys/One.cs", "Keys/Two.cs", TestName = "A_folder_may_use_itself")]
    public void An_allowed_arrow_is_not_reported(string user, string used) =>
        Assert.That(ViolationsOf(user, used), Is.Empty);

    private static IEnumerable<string> ViolationsOf(string user, string used) =>
        CoreLayers.Violations(Sources.Of((user, "class One : Two;"), (used, "class Two;")));
}
