using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace CacheKit;

// Replies of the meta protocol:
//
//   line    = status *(" " flag) CR LF
//   status  = "HD" | "EN" | "NF" | "NS" | "EX" | "VA " length        VA: length bytes and CR LF follow the line
//   flag    = "O" number | "t" seconds | "c" number                  present if requested
//   error   = ("SERVER_ERROR" | "CLIENT_ERROR" | "ERROR") text CR LF
//
// Anything else makes the rest of the stream unreliable: the parser throws, and the reader closes the connection.
internal static class ReplyParser
{
    // Several times the length of a key with all requested flags.
    private const int LongestLine = 1024;

    // The largest item size that Memcached supports (-I).
    private const long LongestValue = 1024L * 1024 * 1024;

    private const byte LineFeed = (byte)'\n';

    /// <summary>Parses one reply and advances the buffer. Returns false if the reply is incomplete.</summary>
    /// <exception cref="MemcachedException">The bytes are not a valid reply.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out MemcachedReply reply)
    {
        reply = default;
        ReadOnlySpan<byte> line = buffer.FirstSpan;
        int end = line.IndexOf(LineFeed);
        if (end < 0 && !buffer.IsSingleSegment)
        {
            ReadOnlySequence<byte> head = buffer.Slice(0, Math.Min(buffer.Length, LongestLine));
            line = head.ToArray();
            end = line.IndexOf(LineFeed);
        }

        if (end < 0 && line.Length < LongestLine)
            return false;
        if (end is < 3 or >= LongestLine || line[end - 1] != '\r')
            throw Unreadable();

        return TryRead(line[..(end - 1)], end + 1, ref buffer, out reply);
    }

    private static bool TryRead(ReadOnlySpan<byte> line, int lineLength, ref ReadOnlySequence<byte> buffer, out MemcachedReply reply)
    {
        ReplyStatus status = StatusOf(line);
        if (status is ReplyStatus.ServerError or ReplyStatus.Refused)
        {
            reply = new MemcachedReply(status, null, -1, 0, default, Encoding.ASCII.GetString(line));
            buffer = buffer.Slice(lineLength);
            return true;
        }

        ReadOnlySpan<byte> rest = line[2..];
        ReadOnlySequence<byte> value = default;
        long total = lineLength;
        if (status == ReplyStatus.Value)
        {
            long length = TakeNumber(ref rest, (byte)' ');
            if (length is < 0 or > LongestValue)
                throw Unreadable();
            total += length + 2;
            if (!TryTakeValue(buffer, lineLength, length, out value))
            {
                reply = default;
                return false;
            }
        }

        reply = ReadFlags(status, rest, value);
        buffer = buffer.Slice(total);
        return true;
    }

    private static MemcachedReply ReadFlags(ReplyStatus status, ReadOnlySpan<byte> rest, in ReadOnlySequence<byte> value)
    {
        uint? opaque = null;
        long timeToLive = -1;
        long cas = 0;
        while (!rest.IsEmpty)
        {
            if (rest.Length < 3 || rest[0] != ' ')
                throw Unreadable();
            byte flag = rest[1];
            rest = rest[1..];
            long number = TakeNumber(ref rest, flag);
            if (flag == 'O' && opaque is null && number is >= 0 and <= uint.MaxValue)
                opaque = (uint)number;
            else if (flag == 't' && number >= -1)
                timeToLive = number;
            else if (flag == 'c' && number > 0)
                cas = number;
            else
                throw Unreadable();
        }

        // Every request has a number, and every reply except an error repeats it.
        return opaque is null ? throw Unreadable() : new MemcachedReply(status, opaque, timeToLive, cas, value, null);
    }

    private static bool TryTakeValue(in ReadOnlySequence<byte> buffer, int start, long length, out ReadOnlySequence<byte> value)
    {
        value = default;
        if (buffer.Length < start + length + 2)
            return false;

        value = buffer.Slice(start, length);
        Span<byte> lineEnd = stackalloc byte[2];
        buffer.Slice(start + length, 2).CopyTo(lineEnd);
        return lineEnd.SequenceEqual("\r\n"u8) ? true : throw Unreadable();
    }

    private static long TakeNumber(ref ReadOnlySpan<byte> rest, byte before)
    {
        if (rest.Length < 2 || rest[0] != before || !Utf8Parser.TryParse(rest[1..], out long number, out int length))
            throw Unreadable();
        rest = rest[(1 + length)..];
        return rest.IsEmpty || rest[0] == ' ' ? number : throw Unreadable();
    }

    private static ReplyStatus StatusOf(ReadOnlySpan<byte> line)
    {
        if (line.Length == 2 || line[2] == ' ')
        {
            ReplyStatus status = (line[0], line[1]) switch
            {
                ((byte)'H', (byte)'D') => ReplyStatus.Done,
                ((byte)'V', (byte)'A') => ReplyStatus.Value,
                ((byte)'E', (byte)'N') => ReplyStatus.Missing,
                ((byte)'N', (byte)'F') => ReplyStatus.NotFound,
                ((byte)'N', (byte)'S') => ReplyStatus.NotStored,
                ((byte)'E', (byte)'X') => ReplyStatus.Changed,
                _ => ReplyStatus.None,
            };
            return status != ReplyStatus.None ? status : throw Unreadable();
        }

        if (line.StartsWith("SERVER_ERROR"u8))
            return ReplyStatus.ServerError;
        return line.StartsWith("CLIENT_ERROR"u8) || line.StartsWith("ERROR"u8) ? ReplyStatus.Refused : throw Unreadable();
    }

    private static MemcachedException Unreadable() => new("The server's reply can't be parsed.");
}
