namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>The response of an action, in any representation.</summary>
public sealed class Thing
{
    public string Name { get; set; } = "";
}
