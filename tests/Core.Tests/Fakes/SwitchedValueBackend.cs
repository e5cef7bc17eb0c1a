namespace CacheKit.Core.Tests.Fakes;

/// <summary>A store in this process that fails at every call while it is down, and lets others overtake replacements.</summary>
internal sealed class SwitchedValueBackend(InMemoryBackend inner) : DelegatingBackend(inner)
{
    public bool IsDown { get; set; }

    /// <summary>How many of the next replacements come too late.</summary>
    public int Overtakes { get; set; }

    public int Replacements { get; private set; }

    public override long ObsoletingChanges => IsDown ? throw Failure : base.ObsoletingChanges;

    private static IOException Failure => new("The store is down.");

    public override CachedValue? GetValue(ReadOnlySpan<char> key) => IsDown ? throw Failure : base.GetValue(key);

    public override CachedValue? GetValue(ReadOnlySpan<char> key, out TimeSpan? timeToLive) =>
        IsDown ? throw Failure : base.GetValue(key, out timeToLive);

    public override CachedValue? GetValueWithTicket(ReadOnlySpan<char> key, out ValueTicket ticket) =>
        IsDown ? throw Failure : base.GetValueWithTicket(key, out ticket);

    public override bool IsHeld(in ValueTicket ticket) => IsDown ? throw Failure : base.IsHeld(ticket);

    public override int CountHeld(ReadOnlySpan<ValueTicket> tickets) => IsDown ? throw Failure : base.CountHeld(tickets);

    public override void SetValue(string key, CachedValue value, TimeSpan? timeToLive)
    {
        if (IsDown)
            throw Failure;
        base.SetValue(key, value, timeToLive);
    }

    public override bool ReplaceValue(string key, CachedValue? expected, CachedValue value, TimeSpan? timeToLive)
    {
        if (IsDown)
            throw Failure;
        Replacements++;
        return Overtakes-- <= 0 && base.ReplaceValue(key, expected, value, timeToLive);
    }
}
