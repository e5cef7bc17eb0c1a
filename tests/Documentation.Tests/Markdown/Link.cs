namespace CacheKit.Documentation.Tests.Markdown;

/// <summary>A link and its location.</summary>
internal sealed record Link(string File, int Line, string Target);
