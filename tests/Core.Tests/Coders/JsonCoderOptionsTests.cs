using System.Text.Json;
using System.Text.Json.Serialization;

namespace CacheKit.Core.Tests.Coders;

/// <summary>A coder with options or metadata of the user's own.</summary>
[TestFixture]
internal sealed class JsonCoderOptionsTests
{
    private static readonly Sample _value = new("a reader", 36);

    [Test]
    public void Options_say_how_names_are_written() =>
        Assert.That(
            new JsonCoder(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase }).JsonOf(_value),
            Is.EqualTo("""{"firstName":"a reader","age":36}"""));

    [Test]
    public void Options_bring_their_converters()
    {
        var coder = new JsonCoder(new JsonSerializerOptions { Converters = { new JsonStringEnumConverter() } });
        Assert.That((coder.JsonOf(DayOfWeek.Friday), coder.RoundTrip(DayOfWeek.Friday)), Is.EqualTo(("\"Friday\"", DayOfWeek.Friday)));
    }

    [Test]
    public void Options_bring_their_encoder() =>
        Assert.That(new JsonCoder(new JsonSerializerOptions()).JsonOf("é"), Is.EqualTo("\"\\u00E9\""));

    [Test]
    public void Options_may_ask_for_indented_JSON() =>
        Assert.That(new JsonCoder(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }).JsonOf(new[] { 1 }), Is.EqualTo("[\n  1\n]"));

    [Test]
    public void Options_cannot_be_changed_afterwards()
    {
        var options = new JsonSerializerOptions();
        _ = new JsonCoder(options);
        Assert.That(() => options.IncludeFields = true, Throws.InvalidOperationException);
    }

    [Test]
    public void Options_that_are_already_in_use_are_accepted()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Web);
        options.MakeReadOnly(populateMissingResolver: true);
        Assert.That(new JsonCoder(options).RoundTrip(_value), Is.EqualTo(_value));
    }

    [Test]
    public void Options_serve_many_coders()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Web);
        _ = new JsonCoder(options);
        Assert.That(new JsonCoder(options).JsonOf(_value), Is.EqualTo("""{"firstName":"a reader","age":36}"""));
    }

    [Test]
    public void Options_may_not_be_null() =>
        Assert.That(() => new JsonCoder((JsonSerializerOptions)null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("options"));

    [Test]
    public void A_generated_context_codes_its_types() =>
        Assert.That(new JsonCoder(SampleContext.Default).RoundTrip(_value), Is.EqualTo(_value));

    [Test]
    public void A_generated_context_brings_its_options() =>
        Assert.That(new JsonCoder(SampleContext.Default).JsonOf(_value), Is.EqualTo("""{"first_name":"a reader","age":36}"""));

    [Test]
    public void A_type_that_is_not_in_the_context_is_an_error_that_names_both() =>
        Assert.That(
            () => new JsonCoder(SampleContext.Default).Encode(Guid.Empty),
            Throws.InstanceOf<NotSupportedException>().With.Message.Contains("System.Guid").And.Message.Contains(nameof(SampleContext)));

    [Test]
    public void Bytes_need_not_be_in_the_context() =>
        Assert.That(new JsonCoder(SampleContext.Default).RoundTrip(new byte[] { 0, 1 }), Is.EqualTo(new byte[] { 0, 1 }));

    [Test]
    public void A_context_may_not_be_null() =>
        Assert.That(() => new JsonCoder((JsonSerializerContext)null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("context"));
}
