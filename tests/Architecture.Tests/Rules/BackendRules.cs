using CacheKit.Architecture.Tests.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Architecture.Tests.Rules;

/// <summary>A project of backends does not depend on coders. Every project with a backend has a conformance class.</summary>
internal static class BackendRules
{
    private const string Suite = "BackendConformance";
    private const string SuiteWithValues = "ValueBackendConformance";

    public static bool IsBackend(Project project) => project.Name.StartsWith("Backends.", StringComparison.Ordinal);

    // Core has wrappers of backends, which the tests of backends use.
    public static bool HasBackend(Project project) =>
        IsBackend(project)
        || (project.Name != "Core" && project.Files.SelectMany(file => file.TypeNames).Any(type => type.EndsWith("Backend", StringComparison.Ordinal)));

    public static IEnumerable<string> ConformanceViolations(IEnumerable<Project> shipped, IReadOnlyCollection<Project> tests) =>
        from backend in shipped.Where(HasBackend)
        let testsOfBackend = backend.Name + ".Tests"
        where !tests.Any(project => project.Name == testsOfBackend && project.Files.SelectMany(file => file.Types).Any(InheritsSuite))
        select $"{backend.Name} needs a class in tests/{testsOfBackend} that inherits {Suite}.";

    public static IEnumerable<string> CoderViolations(Project backend, Project core)
    {
        HashSet<string> coders =
        [
            .. core.Files.Where(file => file.Folder == "Coders").SelectMany(file => file.TypeNames)
                .Where(type => type.EndsWith("Coder", StringComparison.Ordinal)),
        ];
        return from file in backend.Files
               from coder in file.MentionedTypes.Where(coders.Contains)
               select $"{backend.Name}/{file.Path} mentions {coder}.";
    }

    private static bool InheritsSuite(MemberDeclarationSyntax type) =>
        type is ClassDeclarationSyntax { BaseList: { } bases }
        && !type.Modifiers.Any(SyntaxKind.AbstractKeyword)
        && bases.Types.Any(@base => @base.Type.ToString() is Suite or SuiteWithValues);
}
