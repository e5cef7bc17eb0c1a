using CacheKit.Documentation.Tests.Markdown;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Documentation.Tests.Code;

/// <summary>The C# of a document that is compiled together: a block, and the preceding blocks that it continues.</summary>
/// <remarks>
/// <code>
/// csharp             a program, or types, that stands for itself
/// csharp continues   is compiled together with the block before it, and with those that one goes on from
/// csharp raises ID   stands for itself, and shows what the analyzers of CacheKit say ID of
/// csharp uncompiled  uses a package that the build cannot restore: only its syntax is checked
/// </code>
/// </remarks>
internal sealed class Snippet
{
    private const string Language = "csharp";
    private const string Continues = "continues";
    private const string RaisesMark = "raises";
    private const string Uncompiled = "uncompiled";

    private Snippet(IReadOnlyList<CodeBlock> blocks) => Blocks = blocks;

    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>The id of the expected diagnostic; null: there must be none.</summary>
    public string? Raises { get; private init; }

    /// <summary>Whether it is only parsed, because it uses a package that the build cannot restore.</summary>
    public bool IsUncompiled { get; private init; }

    /// <summary>Returns a snippet for each C# block of a document, in order.</summary>
    public static IEnumerable<Snippet> In(Document document)
    {
        Snippet? before = null;
        foreach (CodeBlock block in document.CodeBlocks)
        {
            string[] info = block.Info.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (info is not [Language, ..])
                continue;

            before = info switch
            {
                [Language] => new Snippet([block]),
                [Language, Continues] when before is { IsUncompiled: false } => new Snippet([.. before.Blocks, block]),
                [Language, Continues] => throw new FormatException($"{block}: there is no C# block before it to continue."),
                [Language, RaisesMark, string id] => new Snippet([block]) { Raises = id },
                [Language, Uncompiled] => new Snippet([block]) { IsUncompiled = true },
                _ => throw new FormatException(
                    $"{block}: '{block.Info}' is not understood. " +
                    $"Write '{Language}', '{Language} {Continues}', '{Language} {RaisesMark} ID' or '{Language} {Uncompiled}'."),
            };
            yield return before;
        }
    }

    /// <summary>Merges the blocks into one file: all usings, then the statements, then the types.</summary>
    public string ToProgram()
    {
        var parts = new List<(int Order, string Text)>();
        foreach (CodeBlock block in Blocks)
        {
            var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(block.Text).GetRoot();
            parts.AddRange(root.Usings.Select(part => (0, Placed(block, part))));
            parts.AddRange(root.AttributeLists.Select(part => (1, Placed(block, part))));
            parts.AddRange(root.Members.Select(part => (part is GlobalStatementSyntax ? 2 : 3, Placed(block, part))));
        }

        return string.Concat(parts.OrderBy(part => part.Order).Select(part => part.Text));
    }

    // NUnit shows it as the argument of a test.
    public override string ToString() => Blocks[^1].ToString();

    // Makes the compiler report the line of the document.
    private static string Placed(CodeBlock block, SyntaxNode part)
    {
        int line = part.SyntaxTree.GetLineSpan(part.FullSpan).StartLinePosition.Line;
        return $"#line {block.Line + line} \"{block.File}\"\n{part.ToFullString()}\n";
    }
}
