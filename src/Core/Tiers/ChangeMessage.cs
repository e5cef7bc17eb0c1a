using System.Buffers.Binary;

namespace CacheKit;

// What is sent over a channel: a change, or a heartbeat, which begins alike:
//
//   origin         8 bytes   who sends it
//   0              1 byte
//   time           8 bytes   when it was sent, by the sender's clock, who alone reads it
//   interruptions  8 bytes   how often the sender's hearing had been interrupted by then
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

    // What can't be read may be of a later version: then everything has changed.
    public static Change ReadChange(ReadOnlySpan<byte> message) =>
        ChangeText.TryRead(message, out LoggedChange logged, out _) ? logged.Change : Change.Everything;
}
