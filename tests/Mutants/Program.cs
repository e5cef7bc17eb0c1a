// Draws mutants of some folders, runs the tests that reach them, and reports which survive:
//   dotnet run -c Release --project tests/Mutants -- src/Core/Stores --tests Core.Tests --sample 100 --seed 1
using System.Globalization;
using CacheKit.Mutants;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
ILookup<string, string> options = args.Select((argument, index) => (Name: index > 0 ? args[index - 1] : "", Value: argument))
    .Where(pair => pair.Name.StartsWith("--", StringComparison.Ordinal)).ToLookup(pair => pair.Name, pair => pair.Value);
string[] folders = [.. args.TakeWhile(argument => !argument.StartsWith("--", StringComparison.Ordinal)).Select(folder => folder.TrimEnd('/'))];
string[] tests = [.. options["--tests"]];
if (folders.Length == 0 || tests.Length == 0 || folders.Any(folder => !Directory.Exists(folder)))
{
    Console.Error.WriteLine("Run this in the root of the repository: <folder of src>... --tests <test project>... [--sample 100] [--seed 1] [--slowest 1000]");
    return 2;
}

int sample = Number("--sample", 100);
int seed = Number("--seed", 1);
TimeSpan slowest = TimeSpan.FromMilliseconds(Number("--slowest", 1_000));
string temporary = Directory.CreateTempSubdirectory("mutants").FullName;
try
{
    var outcomes = new Dictionary<int, Outcome>();
    IReadOnlyList<Mutant> mutants = [];
    int available = 0;
    Dictionary<string, MutatedCopy> copies = [];
    foreach (string project in tests)
    {
        var copy = new MutatedCopy(Directory.GetCurrentDirectory(), Directory.CreateDirectory(Path.Combine(temporary, project, "copy")).FullName);
        await copy.CopyAsync();
        copies.Add(project, copy);
    }

    foreach ((string project, MutatedCopy copy) in copies)
    {
        copy.Draw(folders, sample, new Random(seed));
        string program = await copy.BuildAsync(string.Join('/', folders[0].Split('/').Take(2)), $"tests/{project}");
        (mutants, available) = (copy.Mutants, copy.Available);

        var runs = new MutantRuns(program, Directory.CreateDirectory(Path.Combine(temporary, project, "runs")).FullName, slowest);
        IEnumerable<int> alive = mutants.Select(mutant => mutant.Number)
            .Where(number => outcomes.GetValueOrDefault(number) is Outcome.NotReached or Outcome.Survived);
        foreach ((int number, Outcome outcome) in await runs.RunAsync(alive))
            outcomes[number] = outcome == Outcome.NotReached ? outcomes.GetValueOrDefault(number, outcome) : outcome;
    }

    foreach (Mutant mutant in mutants.Where(mutant => outcomes[mutant.Number] is Outcome.NotReached or Outcome.Survived).OrderBy(mutant => mutant.ToString()))
        Console.WriteLine($"{outcomes[mutant.Number]} {mutant}");

    int Count(Outcome outcome) => outcomes.Values.Count(each => each == outcome);
    Console.WriteLine($"{mutants.Count} of {available} mutants: {Count(Outcome.Killed)} killed, {Count(Outcome.TimedOut)} timed out, "
        + $"{Count(Outcome.Survived)} survived, {Count(Outcome.NotReached)} not reached. "
        + $"Score: {100.0 * (Count(Outcome.Killed) + Count(Outcome.TimedOut)) / mutants.Count:0} %");
    return 0;
}
finally
{
    Delete(temporary);
}

// An exception would hide that of the run.
static void Delete(string folder)
{
    try
    {
        Directory.Delete(folder, recursive: true);
    }
    catch (IOException exception)
    {
        Console.Error.WriteLine($"{folder} could not be deleted: {exception.Message}");
    }
}

int Number(string option, int otherwise) => options[option].LastOrDefault() is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
