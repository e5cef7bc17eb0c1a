using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

/// <summary>Logs the entries that are too large for an item: one message a minute, however many there are.</summary>
internal sealed class DynamoDbRefusals
{
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long _loggedAt;
    private long _unlogged;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    public void Note(string key, int bytes)
    {
        Logger.KeyTooLarge(key);
        if (TakeTurn(out long unlogged))
            Logger.TooLarge(bytes, unlogged);
    }

    private bool TakeTurn(out long unlogged)
    {
        lock (_gate)
        {
            unlogged = _unlogged;
            bool isTurn = _loggedAt == 0 || Stopwatch.GetElapsedTime(_loggedAt) >= _interval;
            _unlogged = isTurn ? 0 : _unlogged + 1;
            if (isTurn)
                _loggedAt = Stopwatch.GetTimestamp();
            return isTurn;
        }
    }
}
