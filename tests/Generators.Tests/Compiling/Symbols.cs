using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators.Tests.Compiling;

/// <summary>Symbols from source for tests of the rules.</summary>
internal static class Symbols
{
    /// <summary>Returns the method <c>M</c> of the class <c>C</c> with these parameters, and the types that the rules know.</summary>
    public static (IMethodSymbol Method, KnownTypes Known) Method(string parameters, string types = "") =>
        MethodOf(WebProject.Compile(
            "using System.Collections.Immutable; using System.Numerics; using System.Text; " +
            $"class C {{ void M<T>({parameters}) {{ }} }} {types}"));

    /// <summary>Returns the method <c>M</c> of the class <c>C</c> with this result, and the types that the rules know.</summary>
    public static (IMethodSymbol Method, KnownTypes Known) Returning(string result, string types = "") =>
        MethodOf(WebProject.Compile($"using System.Collections.Immutable; abstract class C {{ public abstract {result} M(); }} {types}"));

    /// <summary>Returns the same if the types are in another assembly, of which only the reference assembly is visible.</summary>
    public static (IMethodSymbol Method, KnownTypes Known) MethodBesideReference(string parameters, string types)
    {
        using var image = new MemoryStream();
        CSharpCompilation library = WebProject.Compile(types).WithAssemblyName("Library");
        Assert.That(library.Emit(image, options: new(metadataOnly: true, includePrivateMembers: false)).Success, Is.True);
        image.Position = 0;
        return MethodOf(WebProject.Compile($"class C {{ void M({parameters}) {{ }} }}").AddReferences(MetadataReference.CreateFromStream(image)));
    }

    private static (IMethodSymbol Method, KnownTypes Known) MethodOf(Compilation compilation)
    {
        Assert.That(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty);
        return ((IMethodSymbol)compilation.GetTypeByMetadataName("C")!.GetMembers("M").Single(), KnownTypes.Of(compilation)!);
    }
}
