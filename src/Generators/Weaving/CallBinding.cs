using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Binds a call without nullable analysis: with it, the compiler binds the whole method around the call, which took most of the generator's
// time. The signature of the called method is the same either way.
internal static class CallBinding
{
    private static readonly ConditionalWeakTable<SemanticModel, SemanticModel> _models = new();

    public static SemanticModel ModelOf(SemanticModel model) => _models.GetValue(model, Make);

#pragma warning disable RSEXPERIMENTAL001 // There since the oldest compiler that the generator loads into.
    private static SemanticModel Make(SemanticModel model) =>
        model.Compilation.GetSemanticModel(model.SyntaxTree, SemanticModelOptions.DisableNullableAnalysis);
#pragma warning restore RSEXPERIMENTAL001
}
