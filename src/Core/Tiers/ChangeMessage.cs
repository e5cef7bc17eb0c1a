using System.Buffers.Binary;

namespace CacheKit;

// What is sent over a channel. Each message begins with who sends it, a number of 8 bytes; then comes a change, or of a heartbeat:
//
//   0              1 byte
//   time           8 bytes   when it was sent, by the sender's clock, who alone reads it
//   interruptions  8 bytes   how often the sender's hearing had been interrupted by then
internal static class ChangeMessage
{
    private const int HeadLength = sizeof(ulong);
    private const int HeartbeatLength = HeadLength + 1 + (2 * sizeof(long));

    public static byte[] Of(ulong origin, Change change)
    {
        var message = new byte[HeadLength + ChangeText.LengthOf(change)];
        BinaryPrimitives.WriteUInt64LittleEndian(message, origin);
        ChangeText.Write(change, message.AsSpan(HeadLength));
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

    public static bool TryReadOrigin(ReadOnlySpan<byte> message, out ulong origin) => BinaryPrimitives.TryReadUInt64LittleEndian(message, out origin);

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
        ChangeText.TryRead(message[HeadLength..], out Change change, out _) ? change : Change.Everything;
}
