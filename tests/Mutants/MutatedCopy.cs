using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Mutants;

/// <summary>A copy of the repository whose code contains a sample of the mutants, all turned off.</summary>
/// <param name="repository">The repository.</param>
/// <param name="copy">An empty folder.</param>
internal sealed partial class MutatedCopy(string repository, string copy)
{
    private readonly Dictionary<string, SyntaxNode> _roots = [];
    private Mutant[] _mutants = [];

    /// <summary>The mutants that compile, in the order in which they were drawn.</summary>
    public IReadOnlyList<Mutant> Mutants => _mutants;

    /// <summary>How many mutants the folders have.</summary>
    public int Available { get; private set; }

    /// <summary>Copies the files that Git knows or would add.</summary>
    /// <returns>A task that ends with the copy.</returns>
    public async Task CopyAsync()
    {
        string files = await Command.RunAsync(repository, "git", "ls-files", "--cached", "--others", "--exclude-standard");
        foreach (string file in files.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(repository, file))))
        {
            string target = Path.Combine(copy, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(repository, file), target);
        }
    }

    /// <summary>Draws mutants of folders of one project.</summary>
    /// <param name="folders">The folders, such as <c>src/Core/Stores</c>.</param>
    /// <param name="count">How many.</param>
    /// <param name="random">What draws them.</param>
    public void Draw(string[] folders, int count, Random random)
    {
        var all = new List<(string File, Mutation Mutation)>();
        foreach (string file in folders.SelectMany(SourcesIn).Order(StringComparer.Ordinal).Distinct())
        {
            SyntaxNode root = CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(copy, file))).GetRoot();
            _roots.Add(file, root);
            all.AddRange(Mutations.In(root).Select(mutation => (file, mutation)));
        }

        Available = all.Count;
        (string File, Mutation Mutation)[] drawn = [.. all];
        random.Shuffle(drawn);
        _mutants = [.. drawn.Take(count).Select((each, index) => MutantOf(index + 1, each.File, each.Mutation))];
    }

    /// <summary>Builds the test project with the mutants, and without those that do not compile.</summary>
    /// <param name="project">The folder of the project that is mutated.</param>
    /// <param name="tests">The folder of its tests.</param>
    /// <returns>The program that runs the tests.</returns>
    public async Task<string> BuildAsync(string project, string tests)
    {
        await WriteAsync(project, "MutantSwitch.cs", Injected("MutantSwitch.cs"));
        await WriteAsync(tests, "MutantRunner.cs", Injected("MutantRunner.cs"));
        await WriteAsync(tests, "MutantProgram.cs", "return CacheKit.Mutants.MutantRunner.Run(args);");
        string file = Directory.GetFiles(Path.Combine(copy, tests), "*.csproj").Single();
        string text = await File.ReadAllTextAsync(file);
        const string OwnProgram = "<PropertyGroup><GenerateProgramFile>false</GenerateProgramFile></PropertyGroup>";
        await File.WriteAllTextAsync(file, text.Replace("</Project>", OwnProgram + "</Project>"));

        while (true)
        {
            foreach ((string source, SyntaxNode root) in _roots)
                await File.WriteAllTextAsync(Path.Combine(copy, source), Changed(root, [.. _mutants.Where(mutant => mutant.File == source)]));

            string output = await Command.RunAsync(copy, "dotnet", "build", tests, "-c", "Release", "-nr:false", "-p:RunAnalyzersDuringBuild=false",
                "-p:TreatWarningsAsErrors=false", "-p:Deterministic=false");
            if (!output.Contains("error ", StringComparison.Ordinal))
                return Path.Combine(copy, tests, "bin", "Release", "net10.0", $"CacheKit.{Path.GetFileName(tests)}.dll");

            int left = _mutants.Length;
            foreach (Match place in ErrorPlace().Matches(output))
                Drop(place.Groups[1].Value, int.Parse(place.Groups[2].Value, CultureInfo.InvariantCulture));
            if (_mutants.Length == left)
                throw new InvalidOperationException($"The copy does not build, and no mutant is the cause:\n{output}");
        }
    }

    // The mutant of an error is on its line or, if the error is a variable that the mutant leaves unassigned, before it.
    private void Drop(string file, int line)
    {
        Mutant[] before = [.. _mutants.Where(mutant => file.EndsWith(mutant.File, StringComparison.Ordinal) && mutant.FirstLine <= line)];
        Mutant[] around = [.. before.Where(mutant => line <= mutant.LastLine)];
        _mutants = [.. _mutants.Except(around.Length > 0 ? around : before.OrderByDescending(mutant => mutant.FirstLine).Take(1))];
    }

    private IEnumerable<string> SourcesIn(string folder) =>
        Directory.GetFiles(Path.Combine(copy, folder), "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(copy, file));

    private static Mutant MutantOf(int number, string file, Mutation mutation)
    {
        FileLinePositionSpan span = mutation.Node.GetLocation().GetLineSpan();
        return new Mutant(number, file, span.StartLinePosition.Line + 1, span.EndLinePosition.Line + 1, mutation);
    }

    // Line by line as before, so that an error of the compiler leads to its mutant.
    private static string Changed(SyntaxNode root, Mutant[] mutants)
    {
        ILookup<SyntaxNode, Mutant> ofNode = mutants.ToLookup(mutant => mutant.Mutation.Node);
        return root.ReplaceNodes(ofNode.Select(group => group.Key), (original, changed) =>
        {
            string text = changed.ToString();
            foreach (Mutant mutant in ofNode[original])
                text = mutant.Mutation.Change(text, $"global::{typeof(MutantSwitch).FullName}.{nameof(MutantSwitch.IsOn)}({mutant.Number})");
            SyntaxNode parsed = original is Microsoft.CodeAnalysis.CSharp.Syntax.StatementSyntax
                ? SyntaxFactory.ParseStatement(text)
                : SyntaxFactory.ParseExpression(text);
            return parsed.WithTriviaFrom(original);
        }).ToFullString();
    }

    private static string Injected(string name)
    {
        using var reader = new StreamReader(typeof(MutatedCopy).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private Task WriteAsync(string folder, string name, string text) => File.WriteAllTextAsync(Path.Combine(copy, folder, name), text);

    [GeneratedRegex(@"(\S+\.cs)\((\d+),\d+\): error ")]
    private static partial Regex ErrorPlace();
}
