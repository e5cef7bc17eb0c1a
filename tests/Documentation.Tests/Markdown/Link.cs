namespace CacheKit.Documentation.Tests.Markdown;

/// <summary>A link, and where it stands.</summary>
internal sealed record Link(string File, int Line, string Target);
