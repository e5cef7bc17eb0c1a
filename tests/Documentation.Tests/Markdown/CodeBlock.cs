namespace CacheKit.Documentation.Tests.Markdown;

/// <summary>A fenced block of code.</summary>
/// <param name="File">The file it stands in.</param>
/// <param name="Line">The line in that file on which its code begins.</param>
/// <param name="Info">What stands behind the fence, such as <c>csharp</c>.</param>
/// <param name="Text">The code.</param>
internal sealed record CodeBlock(string File, int Line, string Info, string Text)
{
    // NUnit shows it as the argument of a test.
    public override string ToString() => $"{File}({Line})";
}
