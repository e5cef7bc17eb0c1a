namespace CacheKit.Core.Tests.Interleavings;

/// <summary>A rule was broken that holds in every schedule.</summary>
internal sealed class Violation(string message) : Exception(message);
