using CacheKit.Conformance;
using CacheKit.Servers;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace CacheKit.Samples.Tests;

/// <summary>
/// Repeats a test that fails while a call of the store fails, as the log of the sample tells. The samples give a store the default of one
/// second to answer, which is too little on a busy machine: then they compute, and such a test tells nothing about them.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RepeatAfterStoreFailureAttribute : Attribute, IWrapSetUpTearDown
{
    private const int Attempts = 10;

    // The log of a request may be written after its answer.
    private static readonly TimeSpan _delayOfLog = TimeSpan.FromSeconds(5);

    public TestCommand Wrap(TestCommand command) => new RepeatedCommand(command);

    // One line begins an outage, and one ends it.
    private static bool IsFailing(string log) =>
        log.LastIndexOf(" failed at ", StringComparison.Ordinal) > log.LastIndexOf(" answers again after ", StringComparison.Ordinal);

    private static bool HasFailedSince(Application sample, int length)
    {
        try
        {
            Poll.UntilAsync(() => sample.Output[length..].Contains(" failed at ", StringComparison.Ordinal), _delayOfLog).GetAwaiter().GetResult();
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private sealed class RepeatedCommand(TestCommand command) : DelegatingTestCommand(command)
    {
        public override TestResult Execute(TestExecutionContext context)
        {
            Application sample = ((SampleTests)context.TestObject!).Application;
            for (int attempt = 1; ; attempt++)
            {
                string before = sample.Output;
                context.CurrentResult = innerCommand.Execute(context);
                if (context.CurrentResult.ResultState.Status != TestStatus.Failed || attempt == Attempts)
                    return context.CurrentResult;

                if (!IsFailing(before) && !HasFailedSince(sample, before.Length))
                    return context.CurrentResult;
                context.CurrentResult = context.CurrentTest.MakeTestResult();
            }
        }
    }
}
