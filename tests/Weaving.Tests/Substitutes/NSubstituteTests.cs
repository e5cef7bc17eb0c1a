using CacheKit.Weaving.Tests.Functions;
using NSubstitute;

#pragma warning disable CA2012 // NSubstitute is told of a call by making it.

namespace CacheKit.Weaving.Tests.Substitutes;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class NSubstituteTests(bool hasCache) : SubstituteFixture(hasCache)
{
    protected override IQuotes Substitute { get; } = NSubstitute.Substitute.For<IQuotes>();

    [Test]
    public async Task DidNotReceive_fails_after_a_call()
    {
        await Substitute.FindAsync(7);
        Assert.That(() => Substitute.DidNotReceive().FindAsync(7), Throws.InstanceOf<NSubstitute.Exceptions.ReceivedCallsException>());
        Assert.That(() => Substitute.Received().FindAsync(8), Throws.InstanceOf<NSubstitute.Exceptions.ReceivedCallsException>());
    }

    [Test]
    public async Task When_and_InOrder_see_the_calls()
    {
        int forgotten = 0;
        Substitute.When(quotes => quotes.Forget(Arg.Any<int>())).Do(call => forgotten = call.Arg<int>());
        await Substitute.DeleteAsync(1);
        Substitute.Forget(2);
        Assert.That(forgotten, Is.EqualTo(2));
        NSubstitute.Received.InOrder(() =>
        {
            Substitute.DeleteAsync(1);
            Substitute.Forget(2);
        });
    }

    [Test]
    public void An_exception_that_was_set_up_reaches_the_caller()
    {
        Substitute.FindAsync(7).Returns(Task.FromException<string>(new TimeoutException()));
        Assert.That(() => Substitute.FindAsync(7), Throws.InstanceOf<TimeoutException>());
    }

    [Test]
    public async Task A_partial_substitute_computes_each_time_what_was_not_set_up()
    {
        Quotes quotes = NSubstitute.Substitute.ForPartsOf<Quotes>();
        Assert.That(await quotes.FindAsync(7), Is.EqualTo("the real 7"));
        Assert.That(await quotes.FindAsync(7), Is.EqualTo("the real 7"));
        await quotes.Received(2).FindAsync(7);
    }

    protected override void SetUp(string task, string valueTask, string value)
    {
        Substitute.FindAsync(7).Returns(task);
        Substitute.FindValueAsync(Arg.Any<int>()).Returns(valueTask);
        Substitute.Find(7).Returns(value);
    }

    protected override void AssertFindsWereReceived(int times)
    {
        Substitute.Received(times).FindAsync(7);
        Substitute.Received(times).FindValueAsync(7);
        Substitute.Received(times).Find(Arg.Any<int>());
    }

    protected override void AssertChangesWereReceived(int times)
    {
        Substitute.Received(times).RenameAsync(7, "a name");
        Substitute.Received(times).DeleteAsync(7);
        Substitute.Received(times).ResetAsync();
        Substitute.Received(times).Forget(7);
    }

    protected override Quotes ClassOf(string task)
    {
        Quotes quotes = NSubstitute.Substitute.For<Quotes>();
        quotes.FindAsync(7).Returns(task);
        return quotes;
    }
}
