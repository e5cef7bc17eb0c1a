using System.Buffers;
using System.Reflection;
using System.Runtime.Loader;
using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators.Tests.Coding;

/// <summary>A type in source with a value: the verdict of the rule, and what JsonCoder does to the value.</summary>
internal sealed class JsonSample
{
    private const string Usings =
        "using System.Collections; using System.Collections.Concurrent; using System.Collections.Frozen; using System.Collections.Immutable; " +
        "using System.Collections.ObjectModel; using System.Numerics; using System.Text; using System.Text.Json.Serialization;\n";

    private readonly CSharpCompilation _compilation;

    public JsonSample(string result, string value, string types)
    {
        _compilation = WebProject.Compile($"{Usings}public static class Sample {{ public static {result} Value() => {value}; }}\n{types}")
            .WithAssemblyName("Sample" + Guid.NewGuid().ToString("N"));
    }

    /// <summary>Returns the verdict of the rule.</summary>
    public JsonFault? Fault() =>
        new JsonRules(_compilation).Find(((IMethodSymbol)_compilation.GetTypeByMetadataName("Sample")!.GetMembers("Value").Single()).ReturnType);

    /// <summary>Returns how the decoded value differs, or why decoding fails; null: it is the same.</summary>
    public string? FindChange()
    {
        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult emitted = _compilation.Emit(image);
        Assert.That(emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty);
        image.Position = 0;
        var context = new AssemblyLoadContext(null, isCollectible: true);
        try
        {
            MethodInfo value = context.LoadFromStream(image).GetType("Sample")!.GetMethod("Value")!;
            MethodInfo recode = typeof(JsonSample).GetMethod(nameof(Recode), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(value.ReturnType);
            return (string?)recode.Invoke(null, [value.Invoke(null, null)]);
        }
        finally
        {
            context.Unload();
        }
    }

    private static string? Recode<T>(T value)
    {
        var coder = new JsonCoder();
        var payload = new ArrayBufferWriter<byte>();
        try
        {
            coder.Encode(value, payload);
            T? decoded = coder.Decode<T>(payload.WrittenSpan);

            // Lazily computed state is computed in both values.
            coder.Encode(decoded, new ArrayBufferWriter<byte>());
            return Sameness.FindDifference(value, decoded, "");
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return failure.Message;
        }
    }
}
