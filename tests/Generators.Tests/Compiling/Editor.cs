using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators.Tests.Compiling;

/// <summary>Sources in an editor workspace, where code fixes change them.</summary>
internal static class Editor
{
    private static readonly CodeFixProvider[] _fixes =
    [
        .. Assembly.Load("CacheKit.CodeFixes").GetTypes().Where(type => type.IsSubclassOf(typeof(CodeFixProvider)))
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    /// <summary>Returns the titles of the fixes for the first diagnostic of an id.</summary>
    public static async Task<string[]> OfferedAsync(string id, string source)
    {
        using var workspace = new AdhocWorkspace();
        return [.. (await ActionsAsync(id, Add(workspace, [source]))).Select(action => action.Title)];
    }

    /// <summary>Returns the sources after a fix was applied to every occurrence of the diagnostic.</summary>
    public static async Task<string[]> FixedAsync(string id, int offer, string[] sources)
    {
        using var workspace = new AdhocWorkspace();
        Project project = Add(workspace, sources);
        while (await ActionsAsync(id, project) is { Count: > 0 } actions)
            project = await AppliedAsync(actions[offer], project);

        var texts = new List<string>();
        foreach (Document document in project.Documents.Skip(1))
            texts.Add((await document.GetTextAsync()).ToString());
        return [.. texts];
    }

    /// <summary>Returns the source after a fix was applied in a file without any using.</summary>
    public static async Task<string> FixedWithoutUsingAsync(string id, int offer, string source)
    {
        using var workspace = new AdhocWorkspace();
        Project project = Add(workspace, [source]);
        project = project.RemoveDocument(project.DocumentIds[0]);
        project = await AppliedAsync((await ActionsAsync(id, project))[offer], project);
        return (await project.Documents.Single().GetTextAsync()).ToString();
    }

    /// <summary>Returns the source after the first fix was applied to the whole document by the provider of the fix.</summary>
    public static async Task<string> FixedAllAsync(string id, string source)
    {
        using var workspace = new AdhocWorkspace();
        Project project = Add(workspace, [source]);
        Document document = project.Documents.Last();
        CodeFixProvider fix = _fixes.Single(fix => fix.FixableDiagnosticIds.Contains(id));
        string? key = (await ActionsAsync(id, project))[0].EquivalenceKey;
        CodeAction? all = await fix.GetFixAllProvider()!.GetFixAsync(
            new FixAllContext(document, fix, FixAllScope.Document, key, [id], new AnalyzedDiagnostics(), CancellationToken.None));
        project = await AppliedAsync(all!, project);
        return (await project.Documents.Last().GetTextAsync()).ToString();
    }

    private static async Task<Project> AppliedAsync(CodeAction action, Project project)
    {
        ApplyChangesOperation change = (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        return change.ChangedSolution.GetProject(project.Id)!;
    }

    private static Project Add(AdhocWorkspace workspace, string[] sources)
    {
        CSharpCompilation shape = WebProject.Compile(sources);
        Solution solution = workspace.CurrentSolution.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Project", "Project", LanguageNames.CSharp,
            compilationOptions: shape.Options, parseOptions: WebProject.Language, metadataReferences: WebProject.References));
        ProjectId id = solution.ProjectIds.Single();
        solution = solution.AddDocument(DocumentId.CreateNewId(id), "Usings.cs", WebProject.GlobalUsings);
        for (int i = 0; i < sources.Length; i++)
            solution = solution.AddDocument(DocumentId.CreateNewId(id), $"Source{i}.cs", sources[i]);
        return solution.GetProject(id)!;
    }

    private static async Task<IReadOnlyList<CodeAction>> ActionsAsync(string id, Project project)
    {
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync((await project.GetCompilationAsync())!);
        if (diagnostics.FirstOrDefault(diagnostic => diagnostic.Id == id) is not { } first)
            return [];

        var actions = new List<CodeAction>();
        foreach (CodeFixProvider fix in _fixes.Where(fix => fix.FixableDiagnosticIds.Contains(id)))
        {
            Document document = project.GetDocument(first.Location.SourceTree)!;
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, first, (action, _) => actions.Add(action), CancellationToken.None));
        }

        return actions;
    }
}
