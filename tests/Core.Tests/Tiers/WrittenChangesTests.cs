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

    [Test]
    public void A_heartbeat_is_read_and_written()
    {
        const string written = "01020304050607080002010000000000000300000000000000";
        Assert.That(ChangeMessage.TryReadHeartbeat(Convert.FromHexString(written), out long time, out long interruptions), Is.True);
        Assert.That((time, interruptions), Is.EqualTo((258L, 3L)));
        Assert.That(Convert.ToHexStringLower(ChangeMessage.Heartbeat(Origin, 258, 3)), Is.EqualTo(written));
    }
}
