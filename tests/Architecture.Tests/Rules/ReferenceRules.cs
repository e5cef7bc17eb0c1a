using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests.Rules;

/// <summary>Core references no project, every other project only Core; and only AspNetCore knows ASP.NET Core.</summary>
internal static class ReferenceRules
{
    private const string Core = "Core";
    private const string Web = "AspNetCore";

    public static IEnumerable<string> Violations(Project project)
    {
        foreach (string reference in project.ProjectReferences.Where(reference => project.Name == Core || reference != Core))
            yield return $"{project.Name} references {reference}.";
        foreach (string framework in project.FrameworkReferences.Where(_ => project.Name != Web))
            yield return $"{project.Name} references {framework}.";
    }
}
