using System.Buffers.Binary;

namespace CacheKit;

// The latest changes, stored under one key for stores that cannot publish messages:
//
//   magic    4 bytes   "ckl1"
//   id       8 bytes   random: a log that was lost is replaced by one with another id
//   first    8 bytes   the number of the first change in the log; numbers are consecutive
//   count    4 bytes
//   then each change, in the form of ChangeText
//
// Numbers are little-endian.
internal sealed record ChangeLog(ulong Id, long First, IReadOnlyList<LoggedChange> Changes)
{
    // Room for the changes of a busy second, in a size that stores read in one call.
    private const int MaxChanges = 512;
    private const int MaxBytes = 48 * 1024;
    private const int HeadLength = 24;

    // Unreachable in practice. Greater numbers could overflow, and readers would skip new changes.
    private const long MaxFirst = long.MaxValue / 2;

    private static ReadOnlySpan<byte> Magic => "ckl1"u8;

    public long Next => First + Changes.Count;

    public static ChangeLog New() => new((ulong)Random.Shared.NextInt64(), 0, []);

    // Drops the oldest changes above the limits.
    public ChangeLog With(IReadOnlyList<LoggedChange> added)
    {
        LoggedChange[] all = [.. Changes, .. added];
        int bytes = 0;
        int kept = 0;
        while (kept < Math.Min(all.Length, MaxChanges) && (bytes += LengthOf(all[^(kept + 1)])) <= MaxBytes)
            kept++;
        return new ChangeLog(Id, Next + added.Count - kept, all[^kept..]);
    }

    public byte[] ToPayload()
    {
        var payload = new byte[HeadLength + Changes.Sum(LengthOf)];
        Magic.CopyTo(payload);
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(4), Id);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(12), First);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(20), Changes.Count);
        int at = HeadLength;
        foreach (LoggedChange logged in Changes)
        {
            ChangeText.Write(logged, payload.AsSpan(at));
            at += LengthOf(logged);
        }

        return payload;
    }

    // Null if the payload is not a log.
    public static ChangeLog? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length is < HeadLength or > HeadLength + MaxBytes || !payload.StartsWith(Magic))
            return null;

        ulong id = BinaryPrimitives.ReadUInt64LittleEndian(payload[4..]);
        long first = BinaryPrimitives.ReadInt64LittleEndian(payload[12..]);
        int count = BinaryPrimitives.ReadInt32LittleEndian(payload[20..]);
        if (first is < 0 or > MaxFirst || count is < 0 or > MaxChanges)
            return null;

        var changes = new List<LoggedChange>(count);
        for (ReadOnlySpan<byte> rest = payload[HeadLength..]; changes.Count < count;)
        {
            if (!ChangeText.TryRead(rest, out LoggedChange logged, out int length))
                return null;

            changes.Add(logged);
            rest = rest[length..];
        }

        return new ChangeLog(id, first, changes);
    }

    private static int LengthOf(LoggedChange logged) => ChangeText.LengthOf(logged.Change);
}
