using CacheKit.Documentation.Tests.Markdown;
using CacheKit.Documentation.Tests.Quotes;

namespace CacheKit.Documentation.Tests;

[TestFixture]
internal sealed class TestNameTests
{
    [Test]
    public void Every_test_that_a_table_names_is_there()
    {
        string[] violations = [.. TestNames.Violations(Repository.Documents, TestNames.In(Repository.TestSources))];
        Assert.That(violations, Is.Empty, string.Join('\n', violations));
    }

    [Test]
    public void The_tests_are_found() =>
        Assert.That(TestNames.In(Repository.TestSources), Does.Contain("Get_returns_nothing_when_the_key_is_absent").And.Contain(nameof(The_tests_are_found)));

    [TestCase("| `A_test_that_is_not` |")]
    [TestCase("| promise | `Get_works`, `A_test_that_is_not` |")]
    public void A_test_that_is_not_there_is_found_with_its_file_and_line(string row) =>
        Assert.That(ViolationsOf(row), Is.EqualTo(new[] { "page.md(1): there is no test A_test_that_is_not." }));

    [TestCase("| `Get_works` |")]
    [TestCase("| `cache_one_minute` | `KEY_ADDED_TO_CACHE` | `Cache` | A_word_without_ticks |")]
    [TestCase("`A_test_that_is_not` outside of a table")]
    public void Existing_tests_and_other_words_are_not_reported(string row) =>
        Assert.That(ViolationsOf(row), Is.Empty);

    [TestCase("class T { [Test] public void Get_works() { } }")]
    [TestCase("class T { [TestCase(1), Category(\"slow\")] public void Get_works(int i) { } }")]
    [TestCase("class T<TKey> { [TestCaseSource(nameof(S))] public async Task Get_works(string s) => await X(); }")]
    public void A_test_is_found(string source) =>
        Assert.That(TestNames.In([source]), Is.EquivalentTo(new[] { "Get_works" }));

    [TestCase("class T { public void Get_works() { } }")]
    [TestCase("class T { /* [Test] void Get_works() */ [SetUp] public void Get_works() { } }")]
    public void A_method_that_is_no_test_is_not_found(string source) =>
        Assert.That(TestNames.In([source]), Is.Empty);

    private static IEnumerable<string> ViolationsOf(string markdown) =>
        TestNames.Violations([new Document("page.md", markdown)], new HashSet<string> { "Get_works" });
}
