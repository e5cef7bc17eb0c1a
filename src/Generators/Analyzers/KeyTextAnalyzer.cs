using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CacheKit.Generators;

// Checks methods marked [CacheKeyText].
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class KeyTextAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.KeyText];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is { } known)
                start.RegisterSymbolAction(context => Analyze(context, known), SymbolKind.Method);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, KnownTypes known)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (Marks.Own(method, known.CacheKeyText).FirstOrDefault() is { } mark && known.Texts.WhyWrong(method) is { } why)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.KeyText, AttributePlaces.Of(mark, method), method.Name, why));
    }
}
