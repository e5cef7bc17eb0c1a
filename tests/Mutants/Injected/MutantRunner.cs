// Copied into the test project, which becomes a program that runs its own tests again and again in one process.
using System.Globalization;
using System.Reflection;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;

namespace CacheKit.Mutants;

/// <summary>Runs the tests that reach a mutant, with the mutant turned on, until one fails.</summary>
/// <remarks>
/// Everything is exchanged through files in one folder: <c>mutants</c> are the numbers to run, <c>results</c> has a line for what begins
/// and what ends, <c>reached</c> is written once and has a line for each test, and <c>unreliable</c> names tests that failed without a mutant.
/// </remarks>
internal sealed class MutantRunner(string folder, double slowest) : ITestListener
{
    /// <summary>The exit code after a test has failed without a mutant: what it left behind could make the next ones fail too.</summary>
    public const int Unreliable = 3;

    private readonly NUnitTestAssemblyRunner _runner = new(new DefaultTestAssemblyBuilder());
    private readonly Dictionary<string, int[]> _reached = [];
    private readonly List<ITestResult> _ended = [];

    /// <summary>Runs the mutants that the folder names.</summary>
    /// <param name="arguments">The folder, and the milliseconds after which a test is too slow to be run for each mutant.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments) =>
        new MutantRunner(arguments[0], double.Parse(arguments[1], CultureInfo.InvariantCulture)).Run();

    private string File(string name) => Path.Combine(folder, name);

    private int Run()
    {
        _runner.Load(Assembly.GetExecutingAssembly(), new Dictionary<string, object> { ["NumberOfTestWorkers"] = 0 });
        ITest[] tests = [.. TestsIn(_runner.LoadedTest!)];
        if (!System.IO.File.Exists(File("reached")))
            FindReached(tests);
        foreach (string[] parts in System.IO.File.ReadLines(File("reached")).Select(line => line.Split(' ')))
            _reached.Add(parts[0], [.. parts[1..].Select(NumberIn)]);

        string[] unreliable = System.IO.File.Exists(File("unreliable")) ? System.IO.File.ReadAllLines(File("unreliable")) : [];
        foreach (int mutant in System.IO.File.ReadAllLines(File("mutants")).Select(NumberIn))
        {
            ITest[] those = [.. tests.Where(test => _reached.GetValueOrDefault(test.Id, []).Contains(mutant) && !unreliable.Contains(test.Id))];
            Note($"{mutant} begins {those.Length}");
            ITestResult? failure = RunUntilFailure(those, mutant);
            if (failure is not null && RunUntilFailure([failure.Test], 0) is not null)
            {
                System.IO.File.AppendAllLines(File("unreliable"), [failure.Test.Id]);
                return Unreliable;
            }

            Note(failure is null ? $"{mutant} survived" : $"{mutant} killed {failure.FullName.ReplaceLineEndings(" ")}");
        }

        return 0;
    }

    // One line a test: its number and the mutants that it reaches. Only tests that pass, and that are fast enough, are kept.
    private void FindReached(ITest[] tests)
    {
        _runner.Run(this, new Chosen(tests));
        System.IO.File.WriteAllLines(File("reached"), _ended
            .Where(result => result.ResultState.Status == TestStatus.Passed && result.Duration * 1_000 <= slowest)
            .OrderBy(result => result.Duration)
            .Select(result => $"{result.Test.Id} {string.Join(' ', _reached[result.Test.Id])}".TrimEnd()));
        Note($"0 reached {_ended.Count}");
        _reached.Clear();
    }

    private ITestResult? RunUntilFailure(ITest[] tests, int mutant)
    {
        _ended.Clear();
        MutantSwitch.Current = mutant;
        if (tests.Length > 0)
            _runner.Run(this, new Chosen(tests));
        MutantSwitch.Current = 0;
        return _ended.FirstOrDefault(HasFailed);
    }

    private static bool HasFailed(ITestResult result) => result.ResultState.Status == TestStatus.Failed;

    private static int NumberIn(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private void Note(string line) => System.IO.File.AppendAllLines(File("results"), [line]);

    private static IEnumerable<ITest> TestsIn(ITest test) => test.HasChildren ? test.Tests.SelectMany(TestsIn) : [test];

    void ITestListener.TestStarted(ITest test)
    {
        if (!test.HasChildren)
            Array.Clear(MutantSwitch.Reached);
    }

    void ITestListener.TestFinished(ITestResult result)
    {
        if (result.Test.HasChildren)
            return;

        _ended.Add(result);
        if (MutantSwitch.Current == 0)
            _reached[result.Test.Id] = [.. Enumerable.Range(0, MutantSwitch.Max).Where(number => MutantSwitch.Reached[number])];
        else if (HasFailed(result))
            _runner.StopRun(force: false);
        System.IO.File.SetLastWriteTimeUtc(File("results"), TimeProvider.System.GetUtcNow().UtcDateTime);
    }

    void ITestListener.TestOutput(TestOutput output)
    {
    }

    void ITestListener.SendMessage(TestMessage message)
    {
    }

    private sealed class Chosen(ITest[] tests) : ITestFilter
    {
        private readonly HashSet<string> _ids = [.. tests.SelectMany(WithParents).Select(test => test.Id)];

        public bool Pass(ITest test) => _ids.Contains(test.Id);

        public bool Pass(ITest test, bool negated) => negated ^ Pass(test);

        public bool IsExplicitMatch(ITest test) => false;

        public TNode ToXml(bool recursive) => new("filter");

        public TNode AddToXml(TNode parentNode, bool recursive) => parentNode.AddElement("filter");

        private static IEnumerable<ITest> WithParents(ITest test)
        {
            for (ITest? each = test; each is not null; each = each.Parent)
                yield return each;
        }
    }
}
