namespace CacheKit.Mutants;

/// <summary>A mutation that is compiled into the project under a number.</summary>
/// <param name="Number">The number that turns it on, from 1.</param>
/// <param name="File">The file, relative to the repository.</param>
/// <param name="FirstLine">The first line of the code that it changes, from 1.</param>
/// <param name="LastLine">The last line of it.</param>
/// <param name="Mutation">What it changes.</param>
internal sealed record Mutant(int Number, string File, int FirstLine, int LastLine, Mutation Mutation)
{
    /// <summary>One line for the report.</summary>
    /// <returns>The place, and what the mutant does.</returns>
    public override string ToString() =>
        $"{File}:{FirstLine}: {string.Join(' ', Mutation.Description.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}";
}
