using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace CacheKit.AspNetCore.Tests.Keys;

/// <summary>The text of a query in a key is the same for one list of parameters, however it is written, and another for every other.</summary>
[TestFixture]
public sealed class QueryProperties
{
    private static readonly string[] _names = ["a", "A", "b", "a-b", "a_b", "a.B", "ab", "Z", "_", "~", "", "é", "a=", "a b", "["];
    private static readonly string[] _values = ["", "1", "2", "A", "=", "&b=1", "x y", "+", "%", "%31", "é", "-._~"];

    private static readonly Gen<(string Name, string Value)[]> _query =
        from count in Gen.Choose(0, 4)
        from parameters in (from name in Gen.Elements(_names) from value in Gen.Elements(_values) select (name, value)).ArrayOf(count)
        select parameters;

    private static readonly Gen<(string Name, string Value)[]> _plainQuery =
        from count in Gen.Choose(0, 4)
        from parameters in (from name in Gen.Elements(_names[..10]) from value in Gen.Elements("", "1", "A") select (name, value)).ArrayOf(count)
        select parameters;

    private static readonly Gen<int> _seed = Gen.Choose(0, int.MaxValue - 1);

    [Test]
    public void Two_queries_share_a_text_if_they_have_the_same_parameters() =>
        Prop.ForAll((from pair in Gen.OneOf(_query, _plainQuery).Two() from seed in _seed select (pair, seed)).ToArbitrary(), given =>
        {
            var random = new Random(given.seed);
            ((string, string)[] one, (string, string)[] other) = given.pair;
            return TextOf(Spell(one, random)) == TextOf(Spell(other, random)) == (MeaningOf(one) == MeaningOf(other));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Test]
    public void All_spellings_of_a_query_share_a_text() =>
        Prop.ForAll((from query in Gen.OneOf(_query, _plainQuery) from seed in _seed select (query, seed)).ToArbitrary(), given =>
        {
            var random = new Random(given.seed);
            (string Name, string Value)[] moved = Shuffle(given.query, random);
            return TextOf(Write(given.query)) == TextOf(Spell(moved, random)) && TextOf(Write(moved)) == TextOf(Write(given.query));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Test]
    public void A_query_that_is_written_as_it_was_sent_has_the_text_of_its_parameters() =>
        Prop.ForAll((from length in Gen.Choose(0, 12)
                     from characters in Gen.Elements("aAbB_~-.1=&&==".ToCharArray()).ArrayOf(length)
                     select "?" + new string(characters)).ToArbitrary(), query =>
            TextOf(query) == TextOf(query, "not-sent")).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    // A name that is ignored makes the parameters be read one by one.
    private static string TextOf(string query, params string[] ignored)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0);
        var context = new DefaultHttpContext { Request = { Path = "/", QueryString = new QueryString(query) } };
        var keys = new RequestText(new VaryByAttribute(), ignored, route: null, new Credentials("test", secret: null));
        keys.Append(ref text, context, endpoint: null, user: null);
        return text.ToStringAndClear();
    }

    private static string MeaningOf(IEnumerable<(string Name, string Value)> query) => string.Join('\n', query
        .OrderBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)
        .Select(parameter => $"{parameter.Name}\t{parameter.Value}"));

    // Keeps the order of parameters whose names differ at most by case.
    private static (string Name, string Value)[] Shuffle((string Name, string Value)[] query, Random random)
    {
        IGrouping<string, (string, string)>[] groups = [.. query.GroupBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase)];
        random.Shuffle(groups);
        return [.. groups.SelectMany(group => group)];
    }

    private static string Write(IEnumerable<(string Name, string Value)> query) =>
        "?" + string.Join('&', query.Select(parameter => $"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(parameter.Value)}"));

    // With empty parts, needless escapes, and no '=' before an empty value.
    private static string Spell(IEnumerable<(string Name, string Value)> query, Random random)
    {
        IEnumerable<string> parts = query.Select(parameter => parameter is { Name.Length: > 0, Value.Length: 0 } && random.Next(2) == 0
            ? Spell(parameter.Name, random)
            : $"{Spell(parameter.Name, random)}={Spell(parameter.Value, random)}");
        return "?" + string.Join('&', parts.SelectMany(part => random.Next(4) == 0 ? new[] { "", part } : [part]));
    }

    private static string Spell(string text, Random random) => string.Concat(text.Select(character => (character, random.Next(4)) switch
    {
        (' ', < 2) => "+",
        ( < '\x80', 0) => $"%{(int)character:x2}",
        _ => Uri.EscapeDataString(character.ToString()),
    }));
}
