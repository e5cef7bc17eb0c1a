using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators.Tests.Rules;

[TestFixture]
internal sealed class EndpointRulesTests
{
    [TestCase("public class Users : ControllerBase { METHOD }", true)]
    [TestCase("internal class Users : ControllerBase { METHOD }", true)]
    [TestCase("public class Root : ControllerBase; public class Users : Root { METHOD }", true)]
    [TestCase("[Controller] class Users { METHOD }", true)]
    [TestCase("[Controller] public class Root; class Users : Root { METHOD }", true)]
    [TestCase("public class UsersController { METHOD }", true)]
    [TestCase("public class Userscontroller { METHOD }", true)]
    [TestCase("internal class UsersController { METHOD }", false)]
    [TestCase("public class ControllerOfUsers { METHOD }", false)]
    [TestCase("public struct UsersController { METHOD }", false)]
    [TestCase("public interface UsersController { METHOD }", false)]
    [TestCase("[NonController] public class UsersController { METHOD }", false)]
    [TestCase("[NonController] public class Root; public class UsersController : Root { METHOD }", false)]
    [TestCase("public class Users { METHOD }", false)]
    public void The_public_methods_of_a_controller_are_actions(string type, bool isAction) =>
        Assert.That(IsHandler(type.Replace("METHOD", "public int Find() => 1;", StringComparison.Ordinal)), Is.EqualTo(isAction));

    [TestCase("public int Find() => 1;", true)]
    [TestCase("internal int Find() => 1;", false)]
    [TestCase("public static int Find() => 1;", false)]
    [TestCase("[NonAction] public int Find() => 1;", false)]
    public void Only_public_instance_methods_are_actions(string method, bool isAction) =>
        Assert.That(IsHandler($"public class Users : ControllerBase {{ {method} }}"), Is.EqualTo(isAction));

    [TestCase("public class Page : PageModel { public int OnGet() => 1; }", true)]
    [TestCase("public abstract class Page : Microsoft.AspNetCore.Mvc.RazorPages.Page { public int OnGet() => 1; }", true)]
    [TestCase("public class Page : PageModel { public int Get() => 1; }", false)]
    [TestCase("public class Page : PageModel { public int GetOn() => 1; }", false)]
    [TestCase("public class Page : PageModel { private int OnGet() => 1; }", false)]
    [TestCase("public class Page { public int OnGet() => 1; }", false)]
    public void The_methods_of_a_page_whose_names_begin_with_On_are_handlers(string type, bool isHandler) =>
        Assert.That(IsHandler(type), Is.EqualTo(isHandler));

    [Test]
    public void There_are_none_without_ASP_NET_Core()
    {
        IEnumerable<MetadataReference> references = WebProject.References
            .Where(reference => !Path.GetFileName(reference.Display!).StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal));
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Project",
            [CSharpSyntaxTree.ParseText("public class UsersController { public int OnGet(int id) => id; }", WebProject.Language)],
            references,
            new(OutputKind.DynamicallyLinkedLibrary));
        IMethodSymbol method = compilation.GetTypeByMetadataName("UsersController")!.GetMembers("OnGet").OfType<IMethodSymbol>().Single();
        KnownTypes known = KnownTypes.Of(compilation)!;

        Assert.That(EndpointRules.IsActionOrPageHandler(method, known), Is.False);
        Assert.That(EndpointRules.IsPage(method.ContainingType, known), Is.False);
        Assert.That(BackgroundRules.IsOfRequest(method.ContainingType, known), Is.False);
        Assert.That(KeyRules.KindOf(method.Parameters[0], known), Is.EqualTo(KeyKind.Text));
    }

    [Test]
    public void Nothing_is_known_without_CacheKit() => Assert.That(
        KnownTypes.Of(CSharpCompilation.Create("Project", [], WebProject.References
            .Where(reference => !Path.GetFileName(reference.Display!).StartsWith("CacheKit.", StringComparison.Ordinal)))),
        Is.Null);

    private static bool IsHandler(string types)
    {
        CSharpCompilation compilation = WebProject.Compile("using Microsoft.AspNetCore.Mvc; using Microsoft.AspNetCore.Mvc.RazorPages; " + types);
        Assert.That(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty);
        IMethodSymbol method = compilation.Assembly.GlobalNamespace.GetTypeMembers()
            .SelectMany(type => type.GetMembers().OfType<IMethodSymbol>())
            .Single(method => method.MethodKind == MethodKind.Ordinary);
        return EndpointRules.IsActionOrPageHandler(method, KnownTypes.Of(compilation)!);
    }
}
