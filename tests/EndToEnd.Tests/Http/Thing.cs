namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>What an action answers with, in whatever representation.</summary>
public sealed class Thing
{
    public string Name { get; set; } = "";
}
