namespace CacheKit.Core.Tests.Fakes;

/// <summary>A case whose argument has no text of its own.</summary>
internal static class Case
{
    public static TestCaseData Of(string name, object? argument) => new TestCaseData(argument).SetArgDisplayNames(name);
}
