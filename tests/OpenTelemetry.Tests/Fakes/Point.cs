namespace CacheKit.OpenTelemetry.Tests.Fakes;

/// <summary>One series of an instrument: its tags, and its sum and count. The count of a counter is zero.</summary>
internal sealed record Point(Dictionary<string, object?> Tags, double Sum, long Count)
{
    public object? this[string tag] => Tags.GetValueOrDefault(tag);
}
