namespace CacheKit.Core.Tests.Fakes;

/// <summary>Counts how often a key is looked up, and how often a ticket is checked.</summary>
internal sealed class CountingValueBackend(InMemoryBackend inner) : DelegatingBackend(inner)
{
    public int LookUps { get; private set; }

    public int Checks { get; private set; }

    public override CachedValue? GetValue(ReadOnlySpan<char> key)
    {
        LookUps++;
        return base.GetValue(key);
    }

    public override CachedValue? GetValue(ReadOnlySpan<char> key, out TimeSpan? timeToLive)
    {
        LookUps++;
        return base.GetValue(key, out timeToLive);
    }

    public override CachedValue? GetValueWithTicket(ReadOnlySpan<char> key, out ValueTicket ticket)
    {
        LookUps++;
        return base.GetValueWithTicket(key, out ticket);
    }

    public override bool IsHeld(in ValueTicket ticket)
    {
        Checks++;
        return base.IsHeld(ticket);
    }
}
