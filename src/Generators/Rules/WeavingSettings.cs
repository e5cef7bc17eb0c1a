using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CacheKit.Generators;

// Reads the weaving settings of the project file.
internal static class WeavingSettings
{
    public const string Namespace = "CacheKit.Generated";

    // The oldest language version that supports the generated code: primary constructors, collection expressions and file-local types.
    private const LanguageVersion OldestLanguage = LanguageVersion.CSharp12;

    private static readonly string[] _features = ["InterceptorsNamespaces", "InterceptorsPreviewNamespaces"];

    // A test project may disable weaving: <CacheKitWeaving>false</CacheKitWeaving>.
    public static bool IsOn(AnalyzerConfigOptions options) =>
        !(options.TryGetValue("build_property.CacheKitWeaving", out string? value) && value.Equals("false", StringComparison.OrdinalIgnoreCase));

    // Returns why the compiler would refuse the generated code, or null.
    public static string? WhyRefused(ParseOptions options)
    {
        if (!Interceptable(options).Any(IsOurs))
        {
            return $"their namespace is not enabled. Add <InterceptorsNamespaces>$(InterceptorsNamespaces);{Namespace}</InterceptorsNamespaces> " +
                "to a PropertyGroup of the project file, or reference CacheKit.Core in it";
        }

        return options is CSharpParseOptions { LanguageVersion: < OldestLanguage } language
            ? $"they need C# {OldestLanguage.ToDisplayString()} or later, and the project is C# {language.LanguageVersion.ToDisplayString()}. " +
                "Raise its LangVersion, or leave it out"
            : null;
    }

    // Returns the namespaces whose methods, including nested namespaces, may intercept calls.
    private static IEnumerable<string> Interceptable(ParseOptions options) =>
        from feature in _features
        where options.Features.ContainsKey(feature)
        from name in options.Features[feature].Split(';')
        select name;

    private static bool IsOurs(string name) => name == Namespace || (name.Length > 0 && Namespace.StartsWith(name + ".", StringComparison.Ordinal));
}
