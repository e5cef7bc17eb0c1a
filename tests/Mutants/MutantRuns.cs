using System.Diagnostics;
using System.Globalization;

namespace CacheKit.Mutants;

/// <summary>Runs the tests of one project for each mutant, in a process that is started again after a test that does not end.</summary>
/// <param name="program">The program that runs the tests.</param>
/// <param name="folder">An empty folder for the files of the runs.</param>
/// <param name="slowest">The longest time of a test that is run for each mutant.</param>
internal sealed class MutantRuns(string program, string folder, TimeSpan slowest)
{
    // Longer than any test that is run for each mutant takes on a busy machine, and than it sleeps.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _patienceWithSleep = TimeSpan.FromSeconds(15);

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
            int exitCode = RunOnce();
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
    private int RunOnce()
    {
        using Process process = Command.Start(
            Path.GetDirectoryName(program)!, "dotnet", program, folder, slowest.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        (DateTime ended, TimeSpan used) = (default, default);
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(200)))
        {
            process.Refresh();
            DateTime lastEnded = File.GetLastWriteTimeUtc(Results);
            if (lastEnded != ended)
                (ended, used) = (lastEnded, process.TotalProcessorTime);

            // A process that gets no processor time from a busy machine is not taken for one that sleeps, because it gets some.
            TimeSpan elapsed = TimeProvider.System.GetUtcNow().UtcDateTime - ended;
            bool sleeps = process.TotalProcessorTime - used < elapsed / 100;
            TimeSpan patience = new FileInfo(Results).Length == 0 ? _patienceAtFirst : sleeps ? _patienceWithSleep : _patience;
            if (elapsed > patience)
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
