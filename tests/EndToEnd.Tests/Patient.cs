namespace CacheKit.EndToEnd.Tests;

/// <summary>A type whose payloads are encrypted.</summary>
internal sealed record Patient(string Name, int Number);
