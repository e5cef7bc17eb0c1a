using CacheKit.Weaving.Tests.Functions;
using FakeItEasy;

namespace CacheKit.Weaving.Tests.Substitutes;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class FakeItEasyTests(bool hasCache) : SubstituteFixture(hasCache)
{
    protected override IQuotes Substitute { get; } = A.Fake<IQuotes>();

    [Test]
    public async Task MustNotHaveHappened_fails_after_a_call()
    {
        await Substitute.FindAsync(7);
        Assert.That(() => A.CallTo(() => Substitute.FindAsync(7)).MustNotHaveHappened(), Throws.InstanceOf<ExpectationException>());
        Assert.That(() => A.CallTo(() => Substitute.FindAsync(8)).MustHaveHappened(), Throws.InstanceOf<ExpectationException>());
    }

    [Test]
    public async Task A_fake_that_calls_the_base_computes_each_time_what_was_not_set_up()
    {
        Quotes quotes = A.Fake<Quotes>(options => options.CallsBaseMethods());
        Assert.That(await quotes.FindAsync(7), Is.EqualTo("the real 7"));
        Assert.That(await quotes.FindAsync(7), Is.EqualTo("the real 7"));
        A.CallTo(() => quotes.FindAsync(7)).MustHaveHappenedTwiceExactly();
    }

    protected override void SetUp(string task, string valueTask, string value)
    {
        A.CallTo(() => Substitute.FindAsync(7)).Returns(task);
        A.CallTo(() => Substitute.FindValueAsync(A<int>._)).Returns(valueTask);
        A.CallTo(() => Substitute.Find(7)).Returns(value);
    }

    protected override void AssertFindsWereReceived(int times)
    {
        A.CallTo(() => Substitute.FindAsync(7)).MustHaveHappened(times, Times.Exactly);
        A.CallTo(() => Substitute.FindValueAsync(7)).MustHaveHappened(times, Times.Exactly);
        A.CallTo(() => Substitute.Find(A<int>._)).MustHaveHappened(times, Times.Exactly);
    }

    protected override void AssertChangesWereReceived(int times)
    {
        A.CallTo(() => Substitute.RenameAsync(7, "a name")).MustHaveHappened(times, Times.Exactly);
        A.CallTo(() => Substitute.DeleteAsync(7)).MustHaveHappened(times, Times.Exactly);
        A.CallTo(() => Substitute.ResetAsync()).MustHaveHappened(times, Times.Exactly);
        A.CallTo(() => Substitute.Forget(7)).MustHaveHappened(times, Times.Exactly);
    }

    protected override Quotes ClassOf(string task)
    {
        Quotes quotes = A.Fake<Quotes>();
        A.CallTo(() => quotes.FindAsync(7)).Returns(task);
        return quotes;
    }
}
