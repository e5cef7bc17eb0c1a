namespace CacheKit.Payloads.Tests.Fakes;

/// <summary>A store that holds payloads, and never values, as a server does. It has conditional writes.</summary>
internal sealed class BytesBackend(ICacheBackend inner) : DelegatingBackend(inner)
{
    protected override bool ForwardsValues => false;
}
