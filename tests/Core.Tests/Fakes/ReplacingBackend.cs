namespace CacheKit.Core.Tests.Fakes;

/// <summary>The same with the powers to add and to replace.</summary>
internal sealed class ReplacingBackend(TimeProvider? time = null) : RecordingBackend(time), IConditionalBackend
{
    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        RunAsync(Add, key, () => Exchange(key, null, payload.ToArray(), timeToLive), cancellationToken);

    public ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive,
        CancellationToken cancellationToken = default) =>
        RunAsync(Replace, key, () => Exchange(key, expected.ToArray(), payload.ToArray(), timeToLive), cancellationToken);
}
