using System.Buffers;
using System.Text;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>Replies in one piece, in several pieces, and corrupted.</summary>
[TestFixture]
public sealed class ReplyParserTests
{
    private const int FuzzedInputs = 1_000_000;

    private static readonly string[] _words =
        [
            "HD", "VA", "EN", "NF", "NS", "EX", "MN", " ", "\r\n", "\n", "\r", "O1", "O2", "t-1", "t60", "0", "1", "5", "hello",
            "99999999999999999999", "-1", "SERVER_ERROR", "CLIENT_ERROR", "ERROR", "\0", "ÿ",
        ];

    [TestCase("HD O1\r\n", ReplyStatus.Done)]
    [TestCase("EN O1\r\n", ReplyStatus.Missing)]
    [TestCase("NF O1\r\n", ReplyStatus.NotFound)]
    [TestCase("NS O1\r\n", ReplyStatus.NotStored)]
    [TestCase("EX O1\r\n", ReplyStatus.Changed)]
    [TestCase("HD t60 O1\r\n", ReplyStatus.Done)]
    public void A_reply_without_a_value_is_read(string text, object status)
    {
        ReadOnlySequence<byte> buffer = Bytes(text + "HD");
        Assert.That(ReplyParser.TryRead(ref buffer, out MemcachedReply reply), Is.True);
        Assert.That(reply.Status, Is.EqualTo(status));
        Assert.That(reply.Opaque, Is.EqualTo(1));
        Assert.That(buffer.Length, Is.EqualTo(2));
    }

    [TestCase("VA 5 t60 O4294967295\r\nhe\r\nl\r\n", "he\r\nl", 60)]
    [TestCase("VA 5 O4294967295 t-1\r\nhello\r\n", "hello", -1)]
    [TestCase("VA 0 O4294967295\r\n\r\n", "", -1)]
    public void A_value_is_read_by_its_length(string text, string value, long timeToLive)
    {
        ReadOnlySequence<byte> buffer = Bytes(text);
        Assert.That(ReplyParser.TryRead(ref buffer, out MemcachedReply reply), Is.True);
        Assert.That(Encoding.ASCII.GetString(reply.Value), Is.EqualTo(value));
        Assert.That(reply.TimeToLive, Is.EqualTo(timeToLive));
        Assert.That(reply.Opaque, Is.EqualTo(uint.MaxValue));
        Assert.That(buffer.IsEmpty, Is.True);
    }

    [Test]
    public void The_number_that_a_change_renews_is_read()
    {
        ReadOnlySequence<byte> buffer = Bytes("VA 1 c9223372036854775807 O1\r\nx\r\n");
        Assert.That(ReplyParser.TryRead(ref buffer, out MemcachedReply reply), Is.True);
        Assert.That(reply.Cas, Is.EqualTo(long.MaxValue));
    }

    [TestCase("SERVER_ERROR out of memory\r\n", ReplyStatus.ServerError)]
    [TestCase("CLIENT_ERROR bad data chunk\r\n", ReplyStatus.Refused)]
    [TestCase("ERROR\r\n", ReplyStatus.Refused)]
    public void An_error_is_read(string text, object status)
    {
        ReadOnlySequence<byte> buffer = Bytes(text);
        Assert.That(ReplyParser.TryRead(ref buffer, out MemcachedReply reply), Is.True);
        Assert.That(reply.Status, Is.EqualTo(status));
        Assert.That(reply.Error, Is.EqualTo(text.TrimEnd()));
    }

    [Test]
    public void A_reply_is_read_in_fragments_of_any_size([Values(1, 2, 3, 7)] int size)
    {
        byte[] text = Encoding.ASCII.GetBytes("VA 12 t60 O7\r\nhello\r\nworld\r\n");
        for (var length = 0; length < text.Length; length++)
        {
            ReadOnlySequence<byte> part = Segments(text.AsMemory(0, length), size);
            Assert.That(ReplyParser.TryRead(ref part, out _), Is.False, $"{length} bytes");
            Assert.That(part.Length, Is.EqualTo(length));
        }

        ReadOnlySequence<byte> whole = Segments(text, size);
        Assert.That(ReplyParser.TryRead(ref whole, out MemcachedReply reply), Is.True);
        Assert.That(Encoding.ASCII.GetString(reply.Value), Is.EqualTo("hello\r\nworld"));
    }

    [TestCase("\r\n")]
    [TestCase("\n")]
    [TestCase("HD\n")]
    [TestCase("HD\r\n", Description = "It does not say what it answers.")]
    [TestCase("HDO1\r\n")]
    [TestCase("HD O\r\n")]
    [TestCase("HD O1x\r\n")]
    [TestCase("HD O1 O1\r\n")]
    [TestCase("HD O-1\r\n")]
    [TestCase("HD O4294967296\r\n")]
    [TestCase("HD  O1\r\n")]
    [TestCase("HD O1 \r\n")]
    [TestCase("HD t-2 O1\r\n")]
    [TestCase("HD x5 O1\r\n")]
    [TestCase("MN\r\n")]
    [TestCase("XX O1\r\n")]
    [TestCase("HELLO\r\n")]
    [TestCase("HTTP/1.1 400 Bad Request\r\n")]
    [TestCase("VA\r\n")]
    [TestCase("VA x O1\r\n")]
    [TestCase("VA -5 O1\r\nhello\r\n")]
    [TestCase("VA 99999999999 O1\r\n")]
    [TestCase("VA 99999999999999999999 O1\r\n")]
    [TestCase("VA 4 O1\r\nhello\r\n", Description = "The length is too short.")]
    [TestCase("VA 6 O1\r\nhello\r\nEN O2\r\n", Description = "The length is too long.")]
    public void An_invalid_reply_is_an_error(string text) =>
        Assert.That(() => Read(Bytes(text)), Throws.InstanceOf<MemcachedException>());

    [Test]
    public void A_line_without_an_end_is_an_error_and_is_not_waited_for() =>
        Assert.That(() => Read(Bytes(new string('H', 1024))), Throws.InstanceOf<MemcachedException>());

    // Each input is a stream of valid replies with a corruption. Replies before it are read correctly and in order; replies after it are
    // read correctly or refused: the parser never returns a reply that was not sent.
    [Test]
    public void A_million_garbled_streams_give_right_replies_or_an_error()
    {
        var random = new Random(20261122);
        var stream = new byte[256];
        for (var input = 0; input < FuzzedInputs; input++)
        {
            int whole = random.Next(4);
            int length = 0;
            for (var number = 1; number <= whole; number++)
                length += Append(stream.AsSpan(length), $"VA 3 t60 O{number}\r\nv{number}v\r\n");
            length += Garble(random, stream.AsSpan(length));

            ReadOnlySequence<byte> buffer = input % 8 == 0
                ? Segments(stream.AsMemory(0, length), 1 + random.Next(9))
                : new ReadOnlySequence<byte>(stream, 0, length);
            Expect(buffer, whole);
        }
    }

    private static void Expect(ReadOnlySequence<byte> buffer, int whole)
    {
        var read = 0;
        try
        {
            long left = buffer.Length;
            while (!buffer.IsEmpty && ReplyParser.TryRead(ref buffer, out MemcachedReply reply))
            {
                read++;
                if (read <= whole && (reply.Opaque != read || reply.Value.Length != 3 || reply.Value.FirstSpan[0] != 'v'))
                    Assert.Fail($"Reply {read} of {whole} was read as {reply}.");
                if (buffer.Length >= left)
                    Assert.Fail("The parser makes no progress.");
                left = buffer.Length;
            }
        }
        catch (MemcachedException)
        {
        }

        if (read < whole)
            Assert.Fail($"{read} of {whole} good replies were read.");
    }

    private static int Garble(Random random, Span<byte> output)
    {
        int length = random.Next(48);
        if (random.Next(2) == 0)
        {
            random.NextBytes(output[..length]);
            return length;
        }

        int end = 0;
        for (var word = random.Next(10); word > 0; word--)
            end += Append(output[end..], _words[random.Next(_words.Length)]);
        return end;
    }

    private static int Append(Span<byte> output, string text) => Encoding.Latin1.GetBytes(text.AsSpan(0, Math.Min(text.Length, output.Length)), output);

    private static void Read(ReadOnlySequence<byte> buffer)
    {
        while (!buffer.IsEmpty && ReplyParser.TryRead(ref buffer, out _))
        {
        }
    }

    private static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.Latin1.GetBytes(text));

    private static ReadOnlySequence<byte> Segments(ReadOnlyMemory<byte> bytes, int size)
    {
        var first = new Segment(bytes[..Math.Min(size, bytes.Length)], null);
        Segment last = first;
        for (var start = size; start < bytes.Length; start += size)
            last = new Segment(bytes[start..Math.Min(start + size, bytes.Length)], last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
