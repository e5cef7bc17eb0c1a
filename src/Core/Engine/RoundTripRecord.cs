using System.Numerics;

namespace CacheKit;

// How the values of one type have fared with one coder: says when the next one is tried, and when it is checked.
internal sealed class RoundTripRecord
{
    // So many are checked, and of the later ones each whose number is a power of two: in the long run checks cost nothing.
    private const int FirstChecks = 64;

    // After so many failures in a row, one value in so many is tried: values that never survive cost little, and one that would is not kept out
    // for long by others of its type.
    private const int Patience = 8;
    private const int Interval = 64;

    private long _encoded;
    private long _failuresInARow;
    private bool _hasFailed;

    public bool IsTried()
    {
        long failures = Volatile.Read(ref _failuresInARow);
        return failures < Patience || Interlocked.Increment(ref _failuresInARow) % Interval == 0;
    }

    // Where one value has not survived, the next may not either.
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
