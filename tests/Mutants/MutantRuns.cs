using System.Diagnostics;
using System.Globalization;

namespace CacheKit.Mutants;

/// <summary>Runs the tests of one project for each mutant, in a process that is started again after a test that does not end.</summary>
/// <param name="program">The program that runs the tests.</param>
/// <param name="folder">An empty folder for the files of the runs.</param>
/// <param name="slowest">The longest time of a test that is run for each mutant.</param>
internal sealed class MutantRuns(string program, string folder, TimeSpan slowest)
{
    // Longer than any test that is run for each mutant takes on a busy machine.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    // Before the first mutant the process starts and all tests are run once, also those that take long.
    private static readonly TimeSpan _patienceAtFirst = TimeSpan.FromMinutes(10);

    private readonly Dictionary<int, Outcome> _outcomes = [];

    private string Results => Path.Combine(folder, "results");

    /// <summary>Runs the mutants one after another.</summary>
    /// <param name="mutants">Their numbers.</param>
    /// <returns>What became of each.</returns>
    public async Task<IReadOnlyDictionary<int, Outcome>> RunAsync(IEnumerable<int> mutants)
    {
        int[] left = [.. mutants];
        while (left.Length > 0)
        {
            await File.WriteAllLinesAsync(Path.Combine(folder, "mutants"), left.Select(number => number.ToString(CultureInfo.InvariantCulture)));
            await File.WriteAllTextAsync(Results, "");
            int exitCode = await RunOnceAsync();
            int running = ReadResults();
            if (exitCode is not (0 or MutantRunner.Unreliable))
            {
                if (running == 0)
                    throw new InvalidOperationException($"The tests ended with exit code {exitCode} before the first mutant was turned on.");
                _outcomes[running] = Outcome.TimedOut;
            }

            left = [.. left.Where(number => !_outcomes.ContainsKey(number))];
            Console.Error.WriteLine($"{left.Length} mutants are left.");
        }

        return _outcomes;
    }

    // A process that crashes, for example by a stack overflow, counts like one that does not end.
    private async Task<int> RunOnceAsync()
    {
        using Process process = Command.Start(
            Path.GetDirectoryName(program)!, "dotnet", program, folder, slowest.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        while (!process.WaitForExit(TimeSpan.Zero))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            TimeSpan patience = new FileInfo(Results).Length == 0 ? _patienceAtFirst : _patience;
            if (TimeProvider.System.GetUtcNow() - File.GetLastWriteTimeUtc(Results) > patience)
                process.Kill(entireProcessTree: true);
        }

        return process.ExitCode;
    }

    // Returns the mutant that was on at the end, or 0.
    private int ReadResults()
    {
        int running = 0;
        foreach (string[] parts in File.ReadLines(Results).Select(line => line.Split(' ', 3)))
        {
            int number = int.Parse(parts[0], CultureInfo.InvariantCulture);
            running = parts[1] == "begins" ? number : 0;
            if (parts is [_, "begins", "0"])
                _outcomes[number] = Outcome.NotReached;
            else if (parts[1] is "killed")
                _outcomes[number] = Outcome.Killed;
            else if (parts[1] is "survived")
                _outcomes.TryAdd(number, Outcome.Survived);
        }

        return running;
    }
}
