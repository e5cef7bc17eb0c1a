using CacheKit.Documentation.Tests.Code;
using CacheKit.Documentation.Tests.Markdown;

namespace CacheKit.Documentation.Tests;

[TestFixture]
internal sealed class CodeTests
{
    private const string Fence = "```";
    private const string Idle = "[CacheKit.Cache]\nsealed class Idle;";

    private static IEnumerable<Snippet> Snippets => Repository.Documents.SelectMany(Snippet.In);

    [TestCaseSource(nameof(Snippets))]
    public async Task The_code_in_a_document_compiles(Snippet snippet)
    {
        IReadOnlyList<string> complaints = await SnippetCompiler.ComplaintsAsync(snippet);
        Assert.That(complaints, Is.Empty, string.Join('\n', complaints));
    }

    [TestCase("README.md")]
    [TestCase("docs/getting-started.md")]
    public void The_code_in_the_documents_is_found(string path) =>
        Assert.That(Repository.Documents.Single(document => document.Path == path).CodeBlocks, Is.Not.Empty);

    [Test]
    public async Task A_program_compiles() =>
        Assert.That(await Complaints("var app = WebApplication.CreateBuilder(args).Build();\napp.Run();"), Is.Empty);

    [Test]
    public async Task Types_compile() =>
        Assert.That(
            await Complaints("using CacheKit;\n\nsealed class MyKeys : IKeyBuilder { public string Build(in CacheCall call) => call.KeyPrefix; }"), Is.Empty);

    [Test]
    public async Task A_call_of_a_cached_function_is_woven()
    {
        Snippet snippet = SnippetsOf("csharp", """
            using CacheKit;

            int square = Numbers.Square(7);

            static class Numbers
            {
                [Cache(60)]
                public static int Square(int n) => n * n;
            }
            """).Single();
        Assert.That(await SnippetCompiler.ComplaintsAsync(snippet), Is.Empty);
        Assert.That(SnippetCompiler.GeneratedFor(snippet), Has.One.Contains("InterceptsLocation"));
    }

    [Test]
    public async Task An_error_is_found_with_its_file_and_line() =>
        Assert.That(await Complaints("int number = 1;\nnumber = \"text\";"), Has.One.StartsWith("page.md(3): CS0029 "));

    [Test]
    public async Task An_unknown_name_is_found() =>
        Assert.That(await Complaints("using CacheKit;\n\nCacheManager.Begin();"), Has.One.StartsWith("page.md(4): CS0117 "));

    [Test]
    public async Task A_warning_is_found_too() =>
        Assert.That(await Complaints("string text = null;\nConsole.WriteLine(text);"), Has.One.StartsWith("page.md(2): CS8600 "));

    [Test]
    public async Task Diagnostics_of_our_own_analyzers_are_found() =>
        Assert.That(await Complaints(Idle), Has.One.StartsWith("page.md(2): CK0020 "));

    [Test]
    public async Task A_block_may_show_what_an_analyzer_says() =>
        Assert.That(await ComplaintsOfLast("csharp raises CK0020", Idle), Is.Empty);

    [Test]
    public async Task A_block_that_shows_nothing_is_found() =>
        Assert.That(await ComplaintsOfLast("csharp raises CK0001", Idle), Is.EqualTo(new[] { "page.md(2): there is no CK0001 in it." }));

    [TestCase("int number = 1", "CS1002")]
    [TestCase("class One { } }", "CS1022")]
    public async Task A_mistake_of_syntax_is_found(string code, string error) =>
        Assert.That(await Complaints(code), Has.One.StartsWith($"page.md(2): {error} "));

    [Test]
    public async Task A_block_that_continues_knows_what_stands_before_it() =>
        Assert.That(
            await ComplaintsOfLast(
                "csharp",
                "using System.Text;\nint number = 1;\nrecord One(int Number);",
                "csharp continues",
                "var one = new One(number);\nConsole.WriteLine(one);"),
            Is.Empty);

    [Test]
    public async Task A_block_may_continue_one_that_continues() =>
        Assert.That(
            await ComplaintsOfLast("csharp", "int one = 1;", "csharp continues", "int two = one + 1;", "csharp continues", "Console.WriteLine(one + two);"),
            Is.Empty);

    [Test]
    public async Task A_block_that_does_not_continue_knows_nothing_of_what_stands_before_it() =>
        Assert.That(await ComplaintsOfLast("csharp", "int number = 1;", "csharp", "Console.WriteLine(number);"), Has.One.StartsWith("page.md(5): CS0103 "));

    [Test]
    public async Task An_error_in_a_block_that_continues_is_found_in_its_line() =>
        Assert.That(
            await ComplaintsOfLast("csharp", "int number = 1;", "csharp continues", "\nnumber = \"text\";\nrecord One;"),
            Has.One.StartsWith("page.md(6): CS0029 "));

    [Test]
    public async Task A_block_may_use_a_package_that_the_build_cannot_restore() =>
        Assert.That(await ComplaintsOfLast("csharp uncompiled", "using Absent;\n\nAbsentCache.Begin();"), Is.Empty);

    [Test]
    public async Task The_syntax_of_such_a_block_is_checked() =>
        Assert.That(await ComplaintsOfLast("csharp uncompiled", "using Absent;\n\nAbsentCache.Begin("), Is.Not.Empty);

    [Test]
    public void Only_the_pages_of_the_caches_that_cannot_be_restored_have_such_blocks() =>
        Assert.That(
            Snippets.Where(snippet => snippet.IsUncompiled).Select(snippet => snippet.Blocks[0].File).Distinct(),
            Is.EquivalentTo(new[] { "docs/migration/from-easycaching.md", "docs/migration/from-lazycache.md" }));

    [Test]
    public void Other_languages_are_left_alone() =>
        Assert.That(SnippetsOf("python", "print(1)", "", "nothing", "shell", "ls"), Is.Empty);

    [TestCase("csharp continued")]
    [TestCase("csharp skip")]
    public void An_unknown_mark_is_refused(string info) =>
        Assert.That(() => SnippetsOf("csharp", "", info, ""), Throws.TypeOf<FormatException>().With.Message.StartsWith("page.md(5): "));

    [Test]
    public void A_block_that_continues_nothing_is_refused() =>
        Assert.That(() => SnippetsOf("csharp continues", ""), Throws.TypeOf<FormatException>().With.Message.StartsWith("page.md(2): "));

    [Test]
    public void A_block_that_continues_an_uncompiled_one_is_refused() =>
        Assert.That(() => SnippetsOf("csharp uncompiled", "", "csharp continues", ""), Throws.TypeOf<FormatException>().With.Message.StartsWith("page.md(5): "));

    [Test]
    public void A_block_without_an_end_is_refused() =>
        Assert.That(() => new Document("page.md", $"{Fence}csharp\nint number;"), Throws.TypeOf<FormatException>().With.Message.StartsWith("page.md(1): "));

    private static Task<IReadOnlyList<string>> Complaints(string code) => ComplaintsOfLast("csharp", code);

    private static Task<IReadOnlyList<string>> ComplaintsOfLast(params string[] infosAndCodes) =>
        SnippetCompiler.ComplaintsAsync(SnippetsOf(infosAndCodes)[^1]);

    private static List<Snippet> SnippetsOf(params string[] infosAndCodes) =>
        [.. Snippet.In(new Document("page.md", string.Concat(infosAndCodes.Chunk(2).Select(block => $"{Fence}{block[0]}\n{block[1]}\n{Fence}\n"))))];
}
