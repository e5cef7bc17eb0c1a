using System.Buffers.Binary;

namespace CacheKit;

// A message on the invalidation channel: a change, or a heartbeat with this layout:
//
//   origin         8 bytes   the sender
//   0              1 byte
//   time           8 bytes   the time of sending by the sender's clock; only the sender reads it
//   interruptions  8 bytes   the sender's count of interruptions at that time
internal static class ChangeMessage
{
    private const int HeadLength = sizeof(ulong);
    private const int HeartbeatLength = HeadLength + 1 + (2 * sizeof(long));

    public static byte[] Of(ulong origin, Change change)
    {
        var message = new byte[ChangeText.LengthOf(change)];
        ChangeText.Write(new LoggedChange(origin, change), message);
        return message;
    }

    public static byte[] Heartbeat(ulong origin, long time, long interruptions)
    {
        var message = new byte[HeartbeatLength];
        BinaryPrimitives.WriteUInt64LittleEndian(message, origin);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(HeadLength + 1), time);
        BinaryPrimitives.WriteInt64LittleEndian(message.AsSpan(HeadLength + 1 + sizeof(long)), interruptions);
        return message;
    }

    public static bool TryReadHeartbeat(ReadOnlySpan<byte> message, out long time, out long interruptions)
    {
        (time, interruptions) = (0, 0);
        if (message.Length != HeartbeatLength || message[HeadLength] != 0)
            return false;

        time = BinaryPrimitives.ReadInt64LittleEndian(message[(HeadLength + 1)..]);
        interruptions = BinaryPrimitives.ReadInt64LittleEndian(message[(HeadLength + 1 + sizeof(long))..]);
        return true;
    }

    // An unreadable message may come from a later version, so it invalidates everything.
    public static Change ReadChange(ReadOnlySpan<byte> message) =>
        ChangeText.TryRead(message, out LoggedChange logged, out _) ? logged.Change : Change.Everything;
}
