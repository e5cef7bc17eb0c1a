using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Coders;

/// <summary>The depth of JSON is limited, so that no value and no payload overflows the stack.</summary>
[TestFixture]
internal sealed class JsonDepthTests
{
    private const int DefaultMaxDepth = 64;

    private static readonly JsonCoder _coder = new();

    private static readonly TestCaseData[] _deep =
    [
        Case.Of("a chain of objects", static (JsonCoder coder) => { coder.Encode(ChainOf(10_000)); }),
        Case.Of("lists", static (JsonCoder coder) => { coder.Encode(ListsOf(10_000)); }),
        Case.Of("a cycle of objects", static (JsonCoder coder) => { coder.Encode(Cycle()); }),
        Case.Of("a cycle of lists", static (JsonCoder coder) => { coder.Encode(CycleOfLists()); }),
        Case.Of("a parsed element", static (JsonCoder coder) => { coder.Encode(ElementOf(10_000)); }),
        Case.Of("nodes", static (JsonCoder coder) => { coder.Encode(NodesOf(200)); }),
    ];

    private static readonly string[] _deepPayloads =
    [
        Nested("{\"Next\":", "null", "}", 10_000),
        Nested("[", "", "]", 10_000),
        new string('[', 1_000_000),
        Nested("{\"Other\":", "1", "}", 10_000),
    ];

    [TestCase(DefaultMaxDepth, true)]
    [TestCase(DefaultMaxDepth + 1, false)]
    public void Without_options_64_levels_are_encoded_and_decoded(int depth, bool isAllowed) => Check(_coder, depth, isAllowed);

    [TestCase(256, 256, true)]
    [TestCase(256, 257, false)]
    [TestCase(3, 3, true)]
    [TestCase(3, 4, false)]
    public void The_depth_of_the_options_is_used(int maxDepth, int depth, bool isAllowed) => Check(Deep(maxDepth), depth, isAllowed);

    [Test]
    public void A_depth_that_could_overflow_the_stack_is_refused() =>
        Assert.That(() => Deep(257), Throws.ArgumentException.With.Message.Contains("MaxDepth is 257").And.Message.Contains("256"));

    [TestCaseSource(nameof(_deep))]
    public void A_deeper_value_is_refused_with_the_reason_and_the_remedy(Action<JsonCoder> encode)
    {
        foreach (JsonCoder coder in new[] { _coder, Deep(100) })
        {
            Assert.That(() => encode(coder), Throws.InstanceOf<JsonException>()
                .With.Message.Contains("levels").And.Message.Contains("MaxDepth").And.Message.Contains("ReferenceHandler.Preserve"));
        }
    }

    [TestCaseSource(nameof(_deepPayloads))]
    public void A_deeper_payload_is_refused_as_any_type(string payload)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(payload);
        foreach (JsonCoder coder in new[] { _coder, Deep(256) })
        {
            Assert.That(() => coder.Decode<Chain>(bytes), Throws.InstanceOf<JsonException>());
            Assert.That(() => coder.Decode<Record>(bytes), Throws.InstanceOf<JsonException>());
            Assert.That(() => coder.Decode<object>(bytes), Throws.InstanceOf<JsonException>());
            Assert.That(() => coder.Decode<List<object>>(bytes), Throws.InstanceOf<JsonException>());
            Assert.That(() => coder.Decode<JsonNode>(bytes), Throws.InstanceOf<JsonException>());
        }
    }

    // A record with a constructor takes the most of the stack. The values of the innermost one are a level, too.
    [Test]
    public void The_greatest_depth_fits_into_the_stack_of_a_thread()
    {
        Record? record = null;
        for (int i = 0; i < 255; i++)
            record = new Record(record, i, "text", default);
        Record? decoded = null;
        var thread = new Thread(() => decoded = Deep(256).RoundTrip(record), maxStackSize: 1024 * 1024);
        thread.Start();
        thread.Join();
        Assert.That(decoded, Is.EqualTo(record));
    }

    [Test]
    public void A_cycle_comes_back_with_references()
    {
        var coder = new JsonCoder(new JsonSerializerOptions { ReferenceHandler = ReferenceHandler.Preserve });
        Chain decoded = coder.RoundTrip(Cycle())!;
        Assert.That(decoded.Next!.Next, Is.SameAs(decoded));
    }

    [Test]
    public void A_type_that_contains_itself_has_a_fingerprint() =>
        Assert.That(_coder.TextOf(new Chain()), Does.Match("[ \t]{32}$"));

    [Test]
    public void Another_exception_of_a_value_is_not_taken_for_its_depth() =>
        Assert.That(() => _coder.Encode(new Failing()), Throws.InvalidOperationException.With.Message.EqualTo("It fails."));

    private static JsonCoder Deep(int maxDepth) => new(new JsonSerializerOptions { MaxDepth = maxDepth });

    private static void Check(JsonCoder coder, int depth, bool isAllowed)
    {
        byte[] payload = Encoding.UTF8.GetBytes(Nested("{\"Next\":", "null", "}", depth));
        if (isAllowed)
        {
            Assert.That(DepthOf(coder.RoundTrip(ChainOf(depth))), Is.EqualTo(depth));
            Assert.That(DepthOf(coder.Decode<Chain>(payload)), Is.EqualTo(depth));
        }
        else
        {
            Assert.That(() => coder.Encode(ChainOf(depth)), Throws.InstanceOf<JsonException>());
            Assert.That(() => coder.Decode<Chain>(payload), Throws.InstanceOf<JsonException>());
        }
    }

    private static string Nested(string open, string innermost, string close, int depth) =>
        new StringBuilder().Insert(0, open, depth).Append(innermost).Insert(open.Length * depth + innermost.Length, close, depth).ToString();

    private static Chain ChainOf(int depth)
    {
        var chain = new Chain();
        for (int i = 1; i < depth; i++)
            chain = new Chain { Next = chain };
        return chain;
    }

    private static int DepthOf(Chain? chain)
    {
        int depth = 0;
        for (; chain is not null; chain = chain.Next)
            depth++;
        return depth;
    }

    private static List<object> ListsOf(int depth)
    {
        List<object> list = [];
        for (int i = 1; i < depth; i++)
            list = [list];
        return list;
    }

    private static Chain Cycle()
    {
        var chain = new Chain();
        chain.Next = new Chain { Next = chain };
        return chain;
    }

    private static List<object> CycleOfLists()
    {
        List<object> list = [];
        list.Add(list);
        return list;
    }

    private static JsonElement ElementOf(int depth) =>
        JsonDocument.Parse(Nested("[", "", "]", depth), new JsonDocumentOptions { MaxDepth = depth }).RootElement;

    private static JsonNode NodesOf(int depth)
    {
        JsonNode node = new JsonArray();
        for (int i = 1; i < depth; i++)
            node = new JsonArray(node);
        return node;
    }

    private sealed class Chain
    {
        public Chain? Next { get; set; }
    }

    private sealed record Record(Record? Next, int Number, string Text, DateTime Time);

    private sealed class Failing
    {
        public int Number => throw new InvalidOperationException("It fails.");
    }
}
