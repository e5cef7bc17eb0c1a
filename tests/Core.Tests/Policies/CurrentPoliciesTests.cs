using System.Runtime.CompilerServices;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Policies;

[TestFixture]
internal sealed class CurrentPoliciesTests() : CacheFixture(StoreKind.Memory)
{
    [Test]
    public void A_user_is_asked_before_a_change_as_long_as_somebody_else_needs_it()
    {
        CurrentPolicies policies = Cache.Policies;
        var user = new User();
        policies.Add(user);
        WeakReference other = AddTo(policies);
        Assert.That(
            () =>
            {
                GC.Collect();
                return other.IsAlive;
            },
            Is.False.After(20).Seconds.PollEvery(50).MilliSeconds);

        policies.Change(policies.Current);
        Assert.That(user.Checks, Is.EqualTo(1));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AddTo(CurrentPolicies policies)
    {
        var user = new User();
        policies.Add(user);
        policies.Add(user);
        return new WeakReference(user);
    }

    private sealed class User : IPolicyUser
    {
        public int Checks { get; private set; }

        public void Check(CurrentPolicies current, PolicySnapshot changed) => Checks++;
    }
}
