namespace CacheKit.Documentation.Tests.Markdown;

/// <summary>A fenced code block.</summary>
/// <param name="File">The file of the block.</param>
/// <param name="Line">The line in the file at which the code begins.</param>
/// <param name="Info">The info string after the fence, such as <c>csharp</c>.</param>
/// <param name="Text">The code.</param>
internal sealed record CodeBlock(string File, int Line, string Info, string Text)
{
    // NUnit shows it as the argument of a test.
    public override string ToString() => $"{File}({Line})";
}
