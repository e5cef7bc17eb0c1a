using System.Buffers.Binary;

namespace CacheKit.Core.Tests.Levels;

/// <summary>
/// Changes as each version has written them are read by all later ones, since processes of two versions share a store while a new one is rolled
/// out. Another layout is a further line here; those that are there stay as they are.
/// </summary>
[TestFixture]
public sealed class WrittenChangesTests
{
    private const ulong Origin = 0x0807060504030201;

    private const string LogOf010 =
        "636b6c311112131415161718290000000000000003000000010203040506070801100000006100700070003a003a006b00650079000102" +
        "03040506070802140000006100700070003a0067007200f600df0065003a0001020304050607080300000000";

    // With a replacement and a set, which an earlier version reads as the change of a key.
    private const string LogWithWrites =
        "636b6c311112131415161718290000000000000005000000010203040506070801100000006100700070003a003a006b00650079000102" +
        "03040506070802140000006100700070003a0067007200f600df0065003a0001020304050607080300000000" +
        "010203040506078801100000006100700070003a003a006b0065007900" +
        "01020304050607c801100000006100700070003a003a006b0065007900";

    private static readonly Change[] _changes =
        [Change.OfKey("app::key"), Change.OfPrefix("app:größe:"), Change.Everything, Change.OfReplacement("app::key"), Change.OfSet("app::key")];

    [TestCase(LogOf010, 3)]
    [TestCase(LogWithWrites, 5)]
    public void A_log_is_read(string written, int count)
    {
        ChangeLog? log = ChangeLog.Read(Convert.FromHexString(written));
        Assert.That((log?.Id, log?.First), Is.EqualTo((LogOf(count).Id, LogOf(count).First)));
        Assert.That(log!.Changes, Is.EqualTo(LogOf(count).Changes));
    }

    [TestCase(LogOf010, 3)]
    [TestCase(LogWithWrites, 5)]
    public void A_log_is_written_as_in_the_newest_layout(string written, int count) =>
        Assert.That(Convert.ToHexStringLower(LogOf(count).ToPayload()), Is.EqualTo(written));

    [TestCase("010203040506070801100000006100700070003a003a006b0065007900", 0)]
    [TestCase("010203040506070802140000006100700070003a0067007200f600df0065003a00", 1)]
    [TestCase("01020304050607080300000000", 2)]
    [TestCase("010203040506078801100000006100700070003a003a006b0065007900", 3)]
    [TestCase("01020304050607c801100000006100700070003a003a006b0065007900", 4)]
    public void A_message_is_read_and_written(string written, int change)
    {
        byte[] message = Convert.FromHexString(written);
        Assert.That(ChangeText.TryReadOrigin(message, out ulong origin), Is.True);
        Assert.That((origin, ChangeMessage.ReadChange(message)), Is.EqualTo((Origin, _changes[change])));
        Assert.That(Convert.ToHexStringLower(ChangeMessage.Of(Origin, _changes[change])), Is.EqualTo(written));
    }

    [TestCase("", TestName = "nothing")]
    [TestCase("01", TestName = "no length")]
    [TestCase("0000000000", TestName = "an unknown kind")]
    [TestCase("0400000000", TestName = "a later kind")]
    [TestCase("01ffffffff", TestName = "a negative length")]
    [TestCase("0103000000610062", TestName = "half a character")]
    [TestCase("01040000006100", TestName = "less than the length")]
    public void An_unknown_change_is_a_change_of_everything(string change)
    {
        byte[] message = Convert.FromHexString("0102030405060708" + change);
        Assert.That(ChangeMessage.ReadChange(message), Is.EqualTo(Change.Everything));
        Assert.That(ReadLog(change), Is.Null);
    }

    [Test]
    public void A_log_without_changes_is_read() => Assert.That(ChangeLog.Read(new ChangeLog(1, 7, []).ToPayload())?.Next, Is.EqualTo(7));

    [TestCase(-1, 0)]
    [TestCase(long.MaxValue, 0)]
    [TestCase(0, -1)]
    [TestCase(0, 513)]
    [TestCase(0, 1)]
    public void A_log_with_impossible_numbers_is_refused(long first, int count)
    {
        byte[] payload = new ChangeLog(1, 0, []).ToPayload();
        BitConverter.TryWriteBytes(payload.AsSpan(12), first);
        BitConverter.TryWriteBytes(payload.AsSpan(20), count);
        Assert.That(ChangeLog.Read(payload), Is.Null);
        payload[0]++;
        Assert.That(ChangeLog.Read(payload), Is.Null);
    }

    [Test]
    public void A_heartbeat_is_read_and_written()
    {
        const string written = "01020304050607080002010000000000000300000000000000";
        Assert.That(ChangeMessage.TryReadHeartbeat(Convert.FromHexString(written), out long time, out long interruptions), Is.True);
        Assert.That((time, interruptions), Is.EqualTo((258L, 3L)));
        Assert.That(Convert.ToHexStringLower(ChangeMessage.Heartbeat(Origin, 258, 3)), Is.EqualTo(written));
    }

    [Test]
    public void No_origin_has_the_bits_of_a_set_or_a_replacement() =>
        Assert.That(Enumerable.Range(0, 1_000).Select(_ => ChangeText.NewOrigin()), Has.All.LessThan(1UL << 62));

    [Test]
    public void The_origin_of_an_earlier_version_is_read_as_it_is()
    {
        const ulong origin = ulong.MaxValue >> 1;
        byte[] message = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(message, origin);
        Assert.That(ChangeText.TryReadOrigin(message, out ulong read), Is.True);
        Assert.That(read, Is.EqualTo(origin));
    }

    private static ChangeLog LogOf(int count) =>
        new(0x1817161514131211, 41, [.. _changes.Take(count).Select(change => new LoggedChange(Origin, change))]);

    // A log of one change, which is written so.
    private static ChangeLog? ReadLog(string change)
    {
        byte[] head = new ChangeLog(1, 0, []).ToPayload();
        BitConverter.TryWriteBytes(head.AsSpan(20), 1);
        return ChangeLog.Read([.. head, .. new byte[8], .. Convert.FromHexString(change)]);
    }
}
