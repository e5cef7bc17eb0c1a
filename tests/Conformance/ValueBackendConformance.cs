using System.Text;

namespace CacheKit.Conformance;

/// <summary>
/// The contract of <see cref="IValueBackend"/> as tests: all of <see cref="BackendConformance"/>, and values and payloads in the same set
/// of keys. Inherit it instead of that class.
/// </summary>
public abstract class ValueBackendConformance : BackendConformance
{
    private static readonly TimeSpan _hour = TimeSpan.FromHours(1);

    [Test]
    public void GetValue_returns_nothing_when_the_key_is_absent()
    {
        Assert.That(Values.GetValue(Key()), Is.Null);
        Assert.That(Values.GetValue(Key(), out _), Is.Null);
    }

    [Test]
    public void A_value_is_handed_out_by_reference()
    {
        var value = new TextValue("value");
        Values.SetValue(Key(), value, timeToLive: null);
        Assert.That(Values.GetValue(Key()), Is.SameAs(value));
        Assert.That(Values.GetValue(Key(), out _), Is.SameAs(value));
    }

    [Test]
    public void A_key_is_found_in_two_parts_wherever_it_is_split()
    {
        var value = new TextValue("value");
        string key = Key() + ":part:of:a:key";
        Values.SetValue(key, value, timeToLive: null);
        for (int length = 0; length <= key.Length; length++)
        {
            Assert.That(Values.GetValue(key.AsSpan(0, length), key.AsSpan(length)), Is.SameAs(value), $"Split after {length} characters.");
            Assert.That(Values.GetValue(key.AsSpan(0, length), key[length..] + "x"), Is.Null, $"Split after {length} characters.");
        }
    }

    [Test]
    public async Task The_payload_of_a_value_is_what_it_codes_to()
    {
        Values.SetValue(Key(), new TextValue("value"), _hour);
        Assert.That(await ReadAsync(Key()), Is.EqualTo("value"));
        Assert.That((await Backend.GetWithTimeToLiveAsync(Key()))?.Payload.ToArray(), Is.EqualTo("value"u8.ToArray()));
    }

    [Test]
    public async Task A_payload_is_read_as_a_value_too()
    {
        await WriteAsync(Key(), "payload");
        Assert.That(Values.GetValue(Key())?.ToPayload().ToArray(), Is.EqualTo("payload"u8.ToArray()));
    }

    [Test]
    public async Task A_payload_replaces_a_value()
    {
        Values.SetValue(Key(), new TextValue("value"), timeToLive: null);
        await WriteAsync(Key(), "payload");
        Assert.That(Values.GetValue(Key())?.ToPayload().ToArray(), Is.EqualTo("payload"u8.ToArray()));
    }

    [Test]
    public async Task A_value_replaces_a_payload()
    {
        await WriteAsync(Key(), "payload");
        Values.SetValue(Key(), new TextValue("value"), timeToLive: null);
        Assert.That(await ReadAsync(Key()), Is.EqualTo("value"));
    }

    [Test]
    public async Task A_value_is_removed_like_a_payload()
    {
        Values.SetValue(Key(), new TextValue("value"), timeToLive: null);
        Assert.That(await Backend.RemoveAsync(Key()), Is.True);
        Assert.That(Values.GetValue(Key()), Is.Null);
    }

    [Test]
    public async Task A_value_is_cleared_like_a_payload()
    {
        Values.SetValue(Key("user:1"), new TextValue("value"), timeToLive: null);
        Assert.That(await Backend.ClearAsync(Key("user:")), Is.EqualTo(1));
        Assert.That(Values.GetValue(Key("user:1")), Is.Null);
    }

    [Test]
    public async Task Both_reads_of_a_value_return_the_same_time_to_live()
    {
        Values.SetValue(Key(), new TextValue("value"), _hour);

        Values.GetValue(Key(), out TimeSpan? ofValue);
        TimeSpan? ofPayload = (await Backend.GetWithTimeToLiveAsync(Key()))?.TimeToLive;

        Assert.That(ofValue, Is.InRange(_hour - TimeSpan.FromMinutes(1), _hour));
        Assert.That(ofPayload, Is.InRange(_hour - TimeSpan.FromMinutes(1), ofValue));
    }

    [Test]
    public void A_value_without_expiration_has_no_time_to_live()
    {
        Values.SetValue(Key(), new TextValue("first"), _hour);
        Values.SetValue(Key(), new TextValue("second"), timeToLive: null);
        Values.GetValue(Key(), out TimeSpan? timeToLive);
        Assert.That(timeToLive, Is.Null);
    }

    [Test]
    public async Task An_expired_value_is_absent()
    {
        TimeSpan life = TimeSpan.FromMilliseconds(300);
        Values.SetValue(Key(), new TextValue("value"), life);
        await OutliveAsync(Key(), life);
        Assert.That(Values.GetValue(Key()), Is.Null);
        Assert.That(Values.GetValue(Key(), out _), Is.Null);
    }

    [Test]
    public async Task A_ticket_is_void_when_its_value_has_expired()
    {
        TimeSpan life = TimeSpan.FromMilliseconds(300);
        Values.SetValue(Key(), new TextValue("value"), life);
        Values.GetValueWithTicket(Key(), out ValueTicket ticket);
        await OutliveAsync(Key(), life);
        Assert.That((Values.IsHeld(ticket), Values.CountHeld([ticket])), Is.EqualTo((false, 0)));
    }

    [Test]
    public async Task Tickets_are_counted_up_to_the_first_that_is_void()
    {
        var tickets = new ValueTicket[3];
        for (int i = 0; i < tickets.Length; i++)
        {
            Values.SetValue(Key($"{i}"), new TextValue("value"), i == 0 ? null : _hour);
            Values.GetValueWithTicket(Key($"{i}"), out tickets[i]);
        }

        Assert.That((Values.CountHeld([]), Values.CountHeld(tickets)), Is.EqualTo((0, 3)));
        await Backend.RemoveAsync(Key("1"));
        Assert.That((Values.CountHeld(tickets), Values.CountHeld([tickets[0], tickets[2]])), Is.EqualTo((1, 2)));
    }

    [Test]
    public void SetValue_with_a_time_to_live_of_zero_removes_the_key()
    {
        Values.SetValue(Key(), new TextValue("first"), timeToLive: null);
        Values.SetValue(Key(), new TextValue("second"), TimeSpan.Zero);
        Assert.That(Values.GetValue(Key()), Is.Null);
    }

    [Test]
    public async Task A_replacement_replaces_a_value_and_makes_its_ticket_void([Values] bool removing)
    {
        Values.SetValue(Key(), new TextValue("value"), _hour);
        Assert.That(Values.GetValueWithTicket(Key(), out ValueTicket ticket), Is.Not.Null);
        Assert.That(Values.IsHeld(ticket), Is.True);

        Assert.That(await CapabilityOrPass<IConditionalBackend>().ReplaceAsync(
            Key(), "value"u8.ToArray(), "other"u8.ToArray(), removing ? TimeSpan.Zero : _hour), Is.True);

        Assert.That(Values.IsHeld(ticket), Is.False);
        Assert.That(await ReadAsync(Key()), Is.EqualTo(removing ? null : "other"));
    }

    [Test]
    public async Task A_replacement_that_expects_another_payload_leaves_a_value()
    {
        var value = new TextValue("value");
        Values.SetValue(Key(), value, _hour);
        Assert.That(await CapabilityOrPass<IConditionalBackend>().ReplaceAsync(Key(), "other"u8.ToArray(), "new"u8.ToArray(), _hour), Is.False);
        Assert.That(Values.GetValue(Key()), Is.SameAs(value));
    }

    [Test]
    public void A_value_is_replaced_while_it_is_the_very_object_that_is_held()
    {
        TextValue first = new("value"), second = new("value"), third = new("value");
        Values.SetValue(Key(), first, timeToLive: null);
        Assert.That(Values.GetValueWithTicket(Key(), out ValueTicket ticket), Is.SameAs(first));

        Assert.That(Values.ReplaceValue(Key(), first, second, _hour), Is.True);
        Assert.That(Values.ReplaceValue(Key(), first, third, timeToLive: null), Is.False);

        Assert.That(Values.GetValue(Key(), out TimeSpan? timeToLive), Is.SameAs(second));
        Assert.That(timeToLive, Is.InRange(TimeSpan.FromMinutes(50), _hour));
        Assert.That(Values.IsHeld(ticket), Is.False);
    }

    [Test]
    public void A_value_that_is_to_replace_none_is_held_only_under_an_absent_key()
    {
        TextValue first = new("value"), second = new("value");
        Assert.That(Values.ReplaceValue(Key(), expected: null, first, _hour), Is.True);
        Assert.That(Values.ReplaceValue(Key(), expected: null, second, _hour), Is.False);
        Assert.That(Values.GetValue(Key()), Is.SameAs(first));
    }

    [Test]
    public async Task A_value_that_is_gone_is_not_replaced()
    {
        TextValue value = new("value");
        Values.SetValue(Key(), value, timeToLive: null);
        await Backend.RemoveAsync(Key());
        Assert.That(Values.ReplaceValue(Key(), value, new TextValue("other"), timeToLive: null), Is.False);
        Assert.That(Values.GetValue(Key()), Is.Null);
    }

    [TestCase("removed")]
    [TestCase("cleared")]
    [TestCase("set to zero")]
    [TestCase("set again")]
    [TestCase("replaced")]
    [TestCase("overwritten by a payload")]
    public async Task The_number_of_changes_is_another_one_once_a_value_that_others_depend_on_is(string gone)
    {
        var value = new TextValue("value") { HasDependents = true };
        Values.SetValue(Key(), value, timeToLive: null);
        Values.SetValue(Key("other"), new TextValue("other"), timeToLive: null);
        long before = Values.ObsoletingChanges;
        await Backend.RemoveAsync(Key("other"));
        Assert.That(Values.ObsoletingChanges, Is.EqualTo(before), "nothing depends on the other one");

        await (gone switch
        {
            "removed" => Backend.RemoveAsync(Key()).AsTask(),
            "cleared" => Backend.ClearAsync(Key()).AsTask(),
            "overwritten by a payload" => Backend.SetAsync(Key(), new byte[] { 1 }, null).AsTask(),
            _ => Task.Run(() =>
            {
                if (gone == "replaced")
                    Values.ReplaceValue(Key(), value, new TextValue("new"), timeToLive: null);
                else
                    Values.SetValue(Key(), new TextValue("new"), gone == "set to zero" ? TimeSpan.Zero : null);
            }),
        });
        Assert.That(Values.ObsoletingChanges, before == 0 ? Is.Zero : Is.Not.EqualTo(before));
    }

    private IValueBackend Values => Backend.FindCapability<IValueBackend>()!;

    private sealed class TextValue(string text) : CachedValue
    {
        public bool HasDependents { get; init; }

        public override bool MakesOthersObsolete => HasDependents;

        public override ReadOnlyMemory<byte> ToPayload() => Encoding.UTF8.GetBytes(text);
    }
}
