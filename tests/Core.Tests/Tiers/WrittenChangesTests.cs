namespace CacheKit.Core.Tests.Tiers;

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

    private static readonly Change[] _changes = [Change.OfKey("app::key"), Change.OfPrefix("app:größe:"), Change.Everything];

    private static readonly ChangeLog _log = new(0x1817161514131211, 41, [.. _changes.Select(change => new LoggedChange(Origin, change))]);

    [TestCase(LogOf010)]
    public void A_log_is_read(string written)
    {
        ChangeLog? log = ChangeLog.Read(Convert.FromHexString(written));
        Assert.That((log?.Id, log?.First), Is.EqualTo((_log.Id, _log.First)));
        Assert.That(log!.Changes, Is.EqualTo(_log.Changes));
    }

    [Test]
    public void A_log_is_written_as_in_the_newest_layout() => Assert.That(Convert.ToHexStringLower(_log.ToPayload()), Is.EqualTo(LogOf010));

    [TestCase("010203040506070801100000006100700070003a003a006b0065007900", 0)]
    [TestCase("010203040506070802140000006100700070003a0067007200f600df0065003a00", 1)]
    [TestCase("01020304050607080300000000", 2)]
    public void A_message_is_read_and_written(string written, int change)
    {
        byte[] message = Convert.FromHexString(written);
        Assert.That(ChangeMessage.TryReadOrigin(message, out ulong origin), Is.True);
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
    public void What_is_no_change_is_a_change_of_everything(string change)
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
    public void What_has_numbers_that_no_log_has_is_none(long first, int count)
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

    // A log of one change, which is written so.
    private static ChangeLog? ReadLog(string change)
    {
        byte[] head = new ChangeLog(1, 0, []).ToPayload();
        BitConverter.TryWriteBytes(head.AsSpan(20), 1);
        return ChangeLog.Read([.. head, .. new byte[8], .. Convert.FromHexString(change)]);
    }
}
