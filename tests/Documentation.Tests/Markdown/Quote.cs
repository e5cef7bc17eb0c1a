namespace CacheKit.Documentation.Tests.Markdown;

/// <summary>Inline code and its location.</summary>
internal sealed record Quote(string File, int Line, string Text);
