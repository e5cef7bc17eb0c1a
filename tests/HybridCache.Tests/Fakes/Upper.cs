namespace CacheKit.Hybrid.Tests.Fakes;

/// <summary>A value of a type that has serializers in the tests.</summary>
internal sealed class Upper
{
    public string Text { get; set; } = "";
}
