using System.Reflection;
using CacheKit.Weaving.Tests.Functions;
using Castle.DynamicProxy;

namespace CacheKit.Weaving.Tests.Substitutes;

/// <summary>Proxies that an application creates, as containers do, are not substitutes of a test library.</summary>
internal sealed class ProxyTests : WovenFixture
{
    private int _calls;

    [Test]
    public async Task A_proxy_of_the_application_is_woven()
    {
        // Loads a test library, so that substitutes are checked for.
        Assert.That(CallReceiver.IsSubstitute(new Moq.Mock<IQuotes>().Object), Is.True);

        IQuotes castle = new ProxyGenerator().CreateInterfaceProxyWithTarget<IQuotes>(new RealQuotes(), new Counting(this));
        IQuotes dispatch = DispatchProxy.Create<IQuotes, Passing>();
        ((Passing)(object)dispatch).Tests = this;
        foreach (IQuotes quotes in new[] { castle, dispatch })
        {
            _calls = 0;
            Assert.That(CallReceiver.IsSubstitute(quotes), Is.False);
            string found = await quotes.FindAsync(7);
            Assert.That(await quotes.FindAsync(7), Is.EqualTo(found));
            Assert.That(_calls, Is.EqualTo(1));
            await quotes.DeleteAsync(7);
            Assert.That(await quotes.FindAsync(7), Is.EqualTo(found));
            Assert.That(_calls, Is.EqualTo(3));
        }
    }

    [TestCase("text")]
    [TestCase(7)]
    [TestCase(null)]
    public void An_ordinary_object_is_no_substitute(object? value) => Assert.That(CallReceiver.IsSubstitute(value), Is.False);

    private sealed class Counting(ProxyTests tests) : IInterceptor
    {
        public void Intercept(IInvocation invocation)
        {
            tests._calls++;
            invocation.Proceed();
        }
    }

#pragma warning disable CA1852 // A proxy is of a class that is derived from it.
    public class Passing : DispatchProxy
    {
        internal ProxyTests Tests { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Tests._calls++;
            return targetMethod!.Invoke(new RealQuotes(), args);
        }
    }

    private sealed class RealQuotes : IQuotes
    {
        public Task<string> FindAsync(int id) => Task.FromResult($"the real {id}");

        public ValueTask<string> FindValueAsync(int id) => new($"the real {id}");

        public string Find(int id) => $"the real {id}";

        public Task<string> RenameAsync(int id, string name) => Task.FromResult(name);

        public Task DeleteAsync(int id) => Task.CompletedTask;

        public ValueTask ResetAsync() => default;

        public void Forget(int id)
        {
        }
    }
}
