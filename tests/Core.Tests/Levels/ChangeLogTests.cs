namespace CacheKit.Core.Tests.Levels;

/// <summary>A log holds the latest changes, as many as a reader accepts.</summary>
[TestFixture]
internal sealed class ChangeLogTests
{
    private const int MaxChanges = 512;
    private const int MaxBytes = 48 * 1024;
    private const int HeadOfChange = 13;

    [TestCase(0, MaxChanges, 0)]
    [TestCase(0, MaxChanges + 1, 1)]
    [TestCase(1, MaxChanges, 1)]
    [TestCase(MaxChanges, MaxChanges, MaxChanges)]
    [TestCase(MaxChanges, 0, 0)]
    public void Above_the_number_of_changes_the_oldest_are_dropped(int held, int added, int dropped)
    {
        LoggedChange[] all = Changes(held + added);
        ChangeLog log = new ChangeLog(7, 100, all[..held]).With(all[held..]);
        Assert.That((log.Id, log.First, log.Next), Is.EqualTo((7UL, 100L + dropped, 100L + all.Length)));
        Assert.That(log.Changes, Is.EqualTo(all[dropped..]));
        ExpectReadable(log);
    }

    [TestCase(0, 0)]
    [TestCase(2, 1)]
    public void Above_the_number_of_bytes_the_oldest_are_dropped(int tooMany, int dropped)
    {
        LoggedChange small = Changes(1)[0];
        int rest = MaxBytes - LengthOf(small) - HeadOfChange + tooMany;
        var large = new LoggedChange(1, Change.OfKey(new string('k', rest / sizeof(char))));
        ChangeLog log = new ChangeLog(7, 0, [small]).With([large]);
        Assert.That((log.First, log.Next, log.Changes.Count), Is.EqualTo(((long)dropped, 2L, 2 - dropped)));
        ExpectReadable(log);
    }

    [Test]
    public void A_change_that_is_too_large_for_a_log_empties_it_and_counts()
    {
        var large = new LoggedChange(1, Change.OfKey(new string('k', MaxBytes)));
        ChangeLog log = new ChangeLog(7, 5, Changes(3)).With([large]);
        Assert.That((log.First, log.Next, log.Changes.Count), Is.EqualTo((9L, 9L, 0)));
    }

    [TestCase(24 + MaxBytes, true)]
    [TestCase(24 + MaxBytes + 1, false)]
    [TestCase(24, true)]
    [TestCase(23, false)]
    public void A_log_is_read_up_to_the_number_of_bytes(int length, bool isRead)
    {
        byte[] payload = new byte[length];
        byte[] empty = new ChangeLog(7, 3, []).ToPayload();
        empty.AsSpan(0, Math.Min(empty.Length, length)).CopyTo(payload);
        Assert.That(ChangeLog.Read(payload)?.First, Is.EqualTo(isRead ? 3L : null));
    }

    [Test]
    public void The_greatest_number_of_a_first_change_is_half_of_all()
    {
        Assert.That(ChangeLog.Read(new ChangeLog(7, long.MaxValue / 2, []).ToPayload())?.First, Is.EqualTo(long.MaxValue / 2));
        Assert.That(ChangeLog.Read(new ChangeLog(7, (long.MaxValue / 2) + 1, []).ToPayload()), Is.Null);
    }

    private static void ExpectReadable(ChangeLog log)
    {
        ChangeLog? read = ChangeLog.Read(log.ToPayload());
        Assert.That((read?.Id, read?.First), Is.EqualTo(((ulong?)log.Id, (long?)log.First)));
        Assert.That(read!.Changes, Is.EqualTo(log.Changes));
    }

    private static int LengthOf(LoggedChange logged) => HeadOfChange + (logged.Change.Text.Length * sizeof(char));

    private static LoggedChange[] Changes(int count) => [.. Enumerable.Range(0, count).Select(number => new LoggedChange(1, Change.OfKey($"k{number}")))];
}
