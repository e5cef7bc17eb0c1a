using CacheKit.Weaving.Tests.Functions;
using Moq;

namespace CacheKit.Weaving.Tests.Substitutes;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class MoqTests(bool hasCache) : SubstituteFixture(hasCache)
{
    private readonly Mock<IQuotes> _mock = new();

    protected override IQuotes Substitute => _mock.Object;

    [Test]
    public async Task Verify_fails_after_a_call_that_should_not_be()
    {
        await Substitute.FindAsync(7);
        Assert.That(() => _mock.Verify(quotes => quotes.FindAsync(7), Times.Never), Throws.InstanceOf<MockException>());
        Assert.That(() => _mock.Verify(quotes => quotes.FindAsync(8)), Throws.InstanceOf<MockException>());
    }

    [Test]
    public void A_strict_mock_refuses_what_was_not_set_up() =>
        Assert.That(() => new Mock<IQuotes>(MockBehavior.Strict).Object.FindAsync(7), Throws.InstanceOf<MockException>());

    [Test]
    public async Task A_mock_that_calls_the_base_computes_each_time_what_was_not_set_up()
    {
        var mock = new Mock<Quotes> { CallBase = true };
        Assert.That(await mock.Object.FindAsync(7), Is.EqualTo("the real 7"));
        Assert.That(await mock.Object.FindAsync(7), Is.EqualTo("the real 7"));
        mock.Verify(quotes => quotes.FindAsync(7), Times.Exactly(2));
    }

    protected override void SetUp(string task, string valueTask, string value)
    {
        _mock.Setup(quotes => quotes.FindAsync(7)).ReturnsAsync(task);
        _mock.Setup(quotes => quotes.FindValueAsync(It.IsAny<int>())).ReturnsAsync(valueTask);
        _mock.Setup(quotes => quotes.Find(7)).Returns(value);
    }

    protected override void AssertFindsWereReceived(int times)
    {
        _mock.Verify(quotes => quotes.FindAsync(7), Times.Exactly(times));
        _mock.Verify(quotes => quotes.FindValueAsync(7), Times.Exactly(times));
        _mock.Verify(quotes => quotes.Find(It.IsAny<int>()), Times.Exactly(times));
    }

    protected override void AssertChangesWereReceived(int times)
    {
        _mock.Verify(quotes => quotes.RenameAsync(7, "a name"), Times.Exactly(times));
        _mock.Verify(quotes => quotes.DeleteAsync(7), Times.Exactly(times));
        _mock.Verify(quotes => quotes.ResetAsync(), Times.Exactly(times));
        _mock.Verify(quotes => quotes.Forget(7), Times.Exactly(times));
    }

    protected override Quotes ClassOf(string task)
    {
        var mock = new Mock<Quotes>();
        mock.Setup(quotes => quotes.FindAsync(7)).ReturnsAsync(task);
        return mock.Object;
    }
}
