using System.Numerics;

namespace CacheKit;

// The record of one type's values with one coder. Decides whether the next value is tried and checked.
internal sealed class RoundTripRecord
{
    // The first values are checked, later only those whose number is a power of two, so that checks cost nothing in the long run.
    private const int FirstChecks = 64;

    // After this many failures in a row only a sample is tried: values that never survive cost little, and a type with some valid values is
    // not excluded for long.
    private const int FailuresBeforeSampling = 8;
    private const int SamplingInterval = 64;

    private long _encoded;
    private long _failuresInARow;
    private bool _hasFailed;

    public bool ShouldTry()
    {
        long failures = Volatile.Read(ref _failuresInARow);
        return failures < FailuresBeforeSampling || Interlocked.Increment(ref _failuresInARow) % SamplingInterval == 0;
    }

    // After one failed check every later value of the type is checked.
    public bool IsCheckDue()
    {
        long number = Interlocked.Increment(ref _encoded);
        return number <= FirstChecks || BitOperations.IsPow2(number) || _hasFailed;
    }

    public void Succeeded()
    {
        if (Volatile.Read(ref _failuresInARow) != 0)
            Volatile.Write(ref _failuresInARow, 0);
    }

    public void Failed()
    {
        _hasFailed = true;
        Interlocked.Increment(ref _failuresInARow);
    }
}
