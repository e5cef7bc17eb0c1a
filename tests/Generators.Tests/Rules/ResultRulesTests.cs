using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Rules;

[TestFixture]
internal sealed class ResultRulesTests
{
    private const string Own =
        """
        namespace Own { public class Stream; public class TextReader; public interface IResult; public class HttpContext; public class Task; public class Reader : StringReader { public Reader() : base("") { } } }
        """;

    [TestCase("Stream", "is read once")]
    [TestCase("FileStream", "is read once")]
    [TestCase("TextReader", "is read once")]
    [TestCase("Own.Reader", "is read once")]
    [TestCase("BinaryReader", "is read once")]
    [TestCase("System.IO.Pipelines.PipeReader", "is read once")]
    [TestCase("System.Xml.XmlReader", "is read once")]
    [TestCase("System.Data.IDataReader", "is read once")]
    [TestCase("System.Data.Common.DbDataReader", "is read once")]
    [TestCase("System.Collections.IEnumerator", "is read once")]
    [TestCase("List<int>.Enumerator", "is read once")]
    [TestCase("IAsyncEnumerator<int>", "is read once")]
    [TestCase("IAsyncEnumerable<int>", "computes its items when they are read")]
    [TestCase("IQueryable<int>", "is a query, not its result")]
    [TestCase("HttpResponseMessage", "belongs to one request")]
    [TestCase("StringContent", "is read once")]
    [TestCase("HttpContext", "belongs to one request")]
    [TestCase("HttpRequest", "belongs to one request")]
    [TestCase("HttpResponse", "belongs to one request")]
    [TestCase("IResult", "writes a response, and only an endpoint's response is cached")]
    [TestCase("Microsoft.AspNetCore.Mvc.ViewResult", "writes a response, and only an endpoint's response is cached")]
    [TestCase("Microsoft.AspNetCore.Mvc.ActionResult<int>", "writes a response, and only an endpoint's response is cached")]
    [TestCase("Task", "is not a value yet")]
    [TestCase("Task<int>", "is not a value yet")]
    [TestCase("ValueTask", "is not a value yet")]
    [TestCase("ValueTask<int>", "is not a value yet")]
    [TestCase("Func<int>", "is code")]
    public void A_value_that_cannot_be_kept_is_named_with_the_reason(string value, string why)
    {
        (IMethodSymbol method, KnownTypes known) = Symbols.Returning($"Task<{value}>", Own);
        Assert.That(ResultRules.WhyNotCached(method, known), Is.EqualTo(why));
    }

    [TestCase("Own.Stream")]
    [TestCase("Own.TextReader")]
    [TestCase("Own.IResult")]
    [TestCase("Own.HttpContext")]
    [TestCase("Own.Task")]
    [TestCase("IEnumerable<Stream>")]
    [TestCase("int*[]", "refers to memory that it does not own")]
    [TestCase("Span<int>", "refers to memory that it does not own")]
    public void A_value_is_judged_by_its_own_type_and_namespace(string value, string? why = null)
    {
        (IMethodSymbol method, KnownTypes known) = Symbols.Returning("unsafe " + value, Own);
        Assert.That(ResultRules.WhyNotCached(method, known), Is.EqualTo(why));
    }

    [TestCase("void", ResultShape.Nothing, null)]
    [TestCase("Task", ResultShape.Nothing, null)]
    [TestCase("ValueTask", ResultShape.Nothing, null)]
    [TestCase("Task<int>", ResultShape.Task, "int")]
    [TestCase("ValueTask<int>", ResultShape.ValueTask, "int")]
    [TestCase("int", ResultShape.Value, "int")]
    [TestCase("Own.Task", ResultShape.Value, "Own.Task")]
    public void The_value_is_what_a_caller_awaits(string result, object shape, string? value)
    {
        (IMethodSymbol method, KnownTypes known) = Symbols.Returning(result, Own);
        Assert.That(ResultRules.ShapeOf(method.ReturnType, known), Is.EqualTo(shape));
        Assert.That(ResultRules.ValueOf(method.ReturnType, known)?.ToDisplayString(), Is.EqualTo(value));
    }
}
