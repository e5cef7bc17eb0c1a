// Copied into the project that is mutated.
namespace CacheKit.Mutants;

/// <summary>Turns on one mutant of all that are compiled into the project.</summary>
public static class MutantSwitch
{
    /// <summary>More mutants than any sample has.</summary>
    public const int Max = 20_000;

    /// <summary>The number of the mutant that is on, from 1, or 0.</summary>
    public static int Current { get; set; }

    /// <summary>Which mutants have been reached since this was cleared.</summary>
    public static bool[] Reached { get; } = new bool[Max];

    /// <summary>Called where the code of a mutant begins.</summary>
    /// <param name="number">The number of the mutant.</param>
    /// <returns>Whether it is on.</returns>
    public static bool IsOn(int number)
    {
        Reached[number] = true;
        return number == Current;
    }
}
