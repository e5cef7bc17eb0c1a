using System.Buffers.Binary;

namespace CacheKit;

// The latest changes, as they are kept under one key of a store that tells nobody by itself:
//
//   magic    4 bytes   "ckl1"
//   id       8 bytes   random: a log that was lost is followed by another one
//   first    8 bytes   the number of the first change that is still in it; each has the next number
//   count    4 bytes
//   for each: what ChangeText says
//
// Numbers have their lowest byte first.
internal sealed record ChangeLog(ulong Id, long First, IReadOnlyList<LoggedChange> Changes)
{
    // As many as are made in a second on a busy day, and no more than a store reads at a go.
    private const int MostChanges = 512;
    private const int MostBytes = 48 * 1024;
    private const int HeadLength = 24;

    // Reached by no log in its life. Behind it numbers would begin anew, and those who read would take what comes for what they have seen.
    private const long LastFirst = long.MaxValue / 2;

    private static ReadOnlySpan<byte> Magic => "ckl1"u8;

    // The number that the next change will have.
    public long Next => First + Changes.Count;

    public static ChangeLog New() => new((ulong)Random.Shared.NextInt64(), 0, []);

    // The oldest make room.
    public ChangeLog With(IReadOnlyList<LoggedChange> added)
    {
        LoggedChange[] all = [.. Changes, .. added];
        int bytes = 0;
        int kept = 0;
        while (kept < Math.Min(all.Length, MostChanges) && (bytes += LengthOf(all[^(kept + 1)])) <= MostBytes)
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

    // Null for what is no log.
    public static ChangeLog? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length is < HeadLength or > HeadLength + MostBytes || !payload.StartsWith(Magic))
            return null;

        ulong id = BinaryPrimitives.ReadUInt64LittleEndian(payload[4..]);
        long first = BinaryPrimitives.ReadInt64LittleEndian(payload[12..]);
        int count = BinaryPrimitives.ReadInt32LittleEndian(payload[20..]);
        if (first is < 0 or > LastFirst || count is < 0 or > MostChanges)
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
