using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// What a call means, without the nullable analysis: with it the compiler binds all of the method around the call, and that took
// most of the generator's time. A method's own signature is the same either way.
internal static class CallBinding
{
    private static readonly ConditionalWeakTable<SemanticModel, SemanticModel> _models = new();

    public static SemanticModel ModelOf(SemanticModel model) => _models.GetValue(model, Make);

#pragma warning disable RSEXPERIMENTAL001 // There since the oldest compiler that the generator loads into.
    private static SemanticModel Make(SemanticModel model) => model.Compilation.GetSemanticModel(model.SyntaxTree, SemanticModelOptions.DisableNullableAnalysis);
#pragma warning restore RSEXPERIMENTAL001
}
