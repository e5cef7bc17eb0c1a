using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests.Rules;

/// <summary>
/// Core and the generators reference no project, the code fixes only the generators, the dashboard only AspNetCore, and every other project
/// only Core. AspNetCore, the dashboard and OutputCaching reference ASP.NET Core. The package of Core contains the
/// generators: that reference only affects the build order, not the assembly.
/// </summary>
internal static class ReferenceRules
{
    private const string Core = "Core";
    private const string Web = "AspNetCore";
    private const string Dashboard = "Dashboard";
    private const string OutputCaching = "OutputCaching";
    private const string Generators = "Generators";
    private const string CodeFixes = "CodeFixes";

    public static IEnumerable<string> Violations(Project project)
    {
        foreach (string reference in project.ProjectReferences.Where(reference => reference != AllowedFor(project)))
            yield return $"{project.Name} references {reference}.";
        foreach (string reference in project.BuiltProjects.Where(reference => project.Name != Core || reference is not (Generators or CodeFixes)))
            yield return $"{project.Name} has {reference} built.";
        foreach (string framework in project.FrameworkReferences.Where(_ => project.Name is not (Web or Dashboard or OutputCaching)))
            yield return $"{project.Name} references {framework}.";
    }

    private static string? AllowedFor(Project project) => project.Name switch
    {
        Core or Generators => null,
        CodeFixes => Generators,
        Dashboard => Web,
        _ => Core,
    };
}
