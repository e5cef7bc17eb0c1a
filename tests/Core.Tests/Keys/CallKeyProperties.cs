using FsCheck;
using FsCheck.Fluent;

namespace CacheKit.Core.Tests.Keys;

/// <summary>Different calls never share a key, and the same call always has the same one.</summary>
[TestFixture]
internal sealed class CallKeyProperties
{
    private static readonly Config _config = Config.QuickThrowOnFailure.WithMaxTest(5_000);

    [TestCaseSource(nameof(Builders))]
    public void Two_calls_share_a_key_if_they_are_the_same_and_only_then(IKeyBuilder builder) =>
        Check.One(_config, Prop.ForAll(RandomCall.Pairs.ToArbitrary(), pair =>
            pair.One.IsSameAs(pair.Other) == (builder.Build(pair.One.ToCall()) == builder.Build(pair.Other.ToCall()))));

    [TestCaseSource(nameof(Builders))]
    public void No_text_takes_a_part_of_its_neighbour(IKeyBuilder builder) =>
        Check.One(_config, Prop.ForAll(RandomCall.Shifts.ToArbitrary(), pair =>
            pair.One.IsSameAs(pair.Other) == (builder.Build(pair.One.ToCall()) == builder.Build(pair.Other.ToCall()))));

    [TestCaseSource(nameof(Builders))]
    public void A_call_has_one_key_however_it_is_written(IKeyBuilder builder) =>
        Check.One(_config, Prop.ForAll(RandomCall.Any.ToArbitrary(), call =>
            builder.Build(call.ToCall()) == builder.Build(call.WrittenOtherwise)));

    [TestCaseSource(nameof(Builders))]
    public void Every_key_begins_as_its_call_says(IKeyBuilder builder) =>
        Check.One(_config, Prop.ForAll(RandomCall.Any.ToArbitrary(), call =>
            builder.Build(call.ToCall()).StartsWith(call.ToCall().KeyPrefix, StringComparison.Ordinal)));

    private static IKeyBuilder[] Builders() => [new DefaultKeyBuilder(), new HashedKeyBuilder()];
}
