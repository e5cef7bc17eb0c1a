namespace CacheKit.Documentation.Tests.Markdown;

/// <summary>A piece of code in running text, and where it stands.</summary>
internal sealed record Quote(string File, int Line, string Text);
