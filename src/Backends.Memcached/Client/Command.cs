using System.Buffers;
using System.Buffers.Text;

namespace CacheKit;

// Commands of the meta protocol. The reply repeats O<number>:
//
//   Get     mg <key> v O1                    Set     ms <key> <length> T<seconds> O1, the value
//   …Live   mg <key> t v O1                  Add     ms <key> <length> T<seconds> ME O1, the value
//   …Cas    mg <key> c v O1                  Delete  md <key> O1
//
// With C<cas>, Set and Delete take effect only if the item still has that CAS number, which every change of the item renews.
internal readonly ref struct Command(Verb verb, ReadOnlySpan<byte> key)
{
    // More than the length of any command without its key and its value.
    private const int Frame = 112;

    private readonly ReadOnlySpan<byte> _key = key;

    public Verb Verb { get; } = verb;

    public ReadOnlySpan<byte> Key => _key;

    public ReadOnlyMemory<byte> First { get; init; }

    public ReadOnlyMemory<byte> Second { get; init; }

    /// <summary>Whole seconds; null: no expiration.</summary>
    public long? TimeToLive { get; init; }

    /// <summary>The CAS number that the item must still have; 0: no condition.</summary>
    public long Cas { get; init; }

    /// <summary>The statuses that are valid replies, besides an error.</summary>
    public ReplyStatus Replies => Verb switch
    {
        Verb.Get or Verb.GetWithTimeToLive or Verb.GetWithCas => ReplyStatus.Value | ReplyStatus.Missing,
        _ when Cas != 0 => ReplyStatus.Done | ReplyStatus.Changed | ReplyStatus.NotFound | ReplyStatus.NotStored,
        Verb.Set or Verb.Add => ReplyStatus.Done | ReplyStatus.NotStored,
        _ => ReplyStatus.Done | ReplyStatus.NotFound,
    };

    public void WriteTo(IBufferWriter<byte> output, uint opaque, in ServerClock clock)
    {
        Span<byte> line = output.GetSpan(_key.Length + Frame);
        int length = 0;
        bool stores = Verb is Verb.Set or Verb.Add;
        Append(line, ref length, stores ? "ms "u8 : Verb == Verb.Delete ? "md "u8 : "mg "u8);
        Append(line, ref length, _key);
        if (stores)
        {
            Append(line, ref length, " "u8, (long)First.Length + Second.Length);
            Append(line, ref length, " T"u8, clock.ExpirationOf(TimeToLive));
        }

        Append(line, ref length, Verb switch
        {
            Verb.Get => " v"u8,
            Verb.GetWithTimeToLive => " t v"u8,
            Verb.GetWithCas => " c v"u8,
            Verb.Add => " ME"u8,
            _ => default,
        });
        if (Cas != 0)
            Append(line, ref length, " C"u8, Cas);
        Append(line, ref length, " O"u8, opaque);
        Append(line, ref length, "\r\n"u8);
        output.Advance(length);

        if (stores)
        {
            output.Write(First.Span);
            output.Write(Second.Span);
            output.Write("\r\n"u8);
        }
    }

    private static void Append(Span<byte> line, ref int length, ReadOnlySpan<byte> text)
    {
        text.CopyTo(line[length..]);
        length += text.Length;
    }

    private static void Append(Span<byte> line, ref int length, ReadOnlySpan<byte> text, long number)
    {
        Append(line, ref length, text);
        Utf8Formatter.TryFormat(number, line[length..], out int digits);
        length += digits;
    }
}
