namespace CacheKit.Architecture.Tests.Rules;

/// <summary>A folder that uses a type of another one, and the place where it does.</summary>
internal sealed record Dependency(string From, string To, string File, string Type)
{
    public override string ToString() => $"{Describe(From)} uses {Describe(To)}: {File} mentions {Type}";

    private static string Describe(string folder) => folder.Length == 0 ? "the root" : folder + "/";
}
