using System.Security.Claims;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Primitives;

namespace CacheKit.AspNetCore.Tests.Keys;

/// <summary>The text of a user in a key is the same for one user, and another for every other.</summary>
[TestFixture]
public sealed class IdentityProperties
{
    private static readonly string[] _types = [ClaimTypes.NameIdentifier, "sub", ClaimTypes.Name, ClaimTypes.Role, "role", "exp", "jti", "1:a"];
    private static readonly string[] _values = ["7", "ann", "", "1:", "!", "1:7", "7!", "+", "-", "staff"];

    private static readonly Gen<ClaimModel> _claim =
        from type in Gen.Elements(_types)
        from value in Gen.Elements(_values)
        from issuer in Gen.Elements(ClaimsIdentity.DefaultIssuer, "google", "1:a")
        select new ClaimModel(type, value, issuer);

    private static readonly Gen<IdentityModel> _identity =
        from scheme in Gen.Elements(null, "", "Cookies", "Bearer", "1:a")
        from roleType in Gen.Elements(ClaimTypes.Role, "role")
        from count in Gen.Choose(0, 3)
        from claims in _claim.ArrayOf(count)
        select new IdentityModel(scheme, roleType, claims);

    private static readonly Gen<IdentityModel[]> _user =
        from count in Gen.Choose(0, 3)
        from identities in _identity.ArrayOf(count)
        select identities;

    [Test]
    public void Two_different_users_never_share_a_text() =>
        Prop.ForAll(_user.Two().ToArbitrary(), users =>
        {
            StringValues? one = TextOf(users.Item1);
            StringValues? other = TextOf(users.Item2);
            return one is null || other is null || one == other == (MeaningOf(users.Item1) == MeaningOf(users.Item2));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Test]
    public void One_more_claim_or_identity_is_another_user() =>
        Prop.ForAll((from user in _user from claim in _claim from identity in _identity select (user, claim, identity)).ToArbitrary(), grown =>
        {
            (IdentityModel[] user, ClaimModel claim, IdentityModel identity) = grown;
            IdentityModel[][] others =
            [
                [.. user, identity],
                .. user.Select(one => user.Select(kept => kept == one ? kept with { Claims = [.. kept.Claims, claim] } : kept).ToArray()),
            ];
            return others.All(other =>
                TextOf(user) is null || TextOf(other) is null || TextOf(user) == TextOf(other) == (MeaningOf(user) == MeaningOf(other)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Test]
    public void The_order_of_identities_and_claims_does_not_matter() =>
        Prop.ForAll((from user in _user from seed in Gen.Choose(0, int.MaxValue - 1) select (user, seed)).ToArbitrary(), given =>
        {
            var random = new Random(given.seed);
            IdentityModel[] shuffled = [.. Shuffled(given.user, random).Select(identity => identity with { Claims = Shuffled(identity.Claims, random) })];
            return TextOf(given.user) == TextOf(shuffled);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Test]
    public void A_claim_or_an_identity_that_is_there_twice_counts_once() =>
        Prop.ForAll(_user.ToArbitrary(), user =>
        {
            IdentityModel[] doubled = [.. user.Concat(user).Select(identity => identity with { Claims = [.. identity.Claims, .. identity.Claims] })];
            return TextOf(user) == TextOf(doubled);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Test]
    public void The_text_begins_with_the_id_or_else_the_name()
    {
        ClaimsPrincipal named = PrincipalOf([new IdentityModel("Cookies", "role", [new(ClaimTypes.Name, "Ann", "google")])]);
        ClaimsPrincipal numbered = PrincipalOf([new IdentityModel("Cookies", "role", [new(ClaimTypes.Name, "Ann", "google"), new("sub", "7", "google")])]);
        Assert.That((RequestUser.TextOf(named)!.Value[0], RequestUser.TextOf(numbered)!.Value[0]), Is.EqualTo(("Ann", "7")));
        Assert.That(RequestUser.TextOf(named)!.Value[1], Does.Match("^[0-9a-f]{32}$"));
    }

    [Test]
    public void A_user_who_acts_for_another_is_another_user()
    {
        ClaimsPrincipal principal = PrincipalOf([new IdentityModel("Cookies", "role", [new("sub", "7", "google")])]);
        StringValues? before = RequestUser.TextOf(principal);
        principal.Identities.Single().Actor = new ClaimsIdentity([new Claim("sub", "support")], "Cookies");
        Assert.That(RequestUser.TextOf(principal), Is.Not.EqualTo(before));
    }

    [Test]
    public void A_name_that_is_no_claim_tells_users_apart()
    {
        StringValues? ann = RequestUser.TextOf(new ClaimsPrincipal([new NamedIdentity("ann"), new NamedIdentity("bob")]));
        StringValues? carl = RequestUser.TextOf(new ClaimsPrincipal([new NamedIdentity("ann"), new NamedIdentity("carl")]));
        Assert.That(ann!.Value[0], Is.EqualTo(carl!.Value[0]));
        Assert.That(ann, Is.Not.EqualTo(carl));
    }

    [Test]
    public void An_authenticated_identity_without_claims_has_no_text() =>
        Assert.That(
            RequestUser.TextOf(
                PrincipalOf([new IdentityModel("Key", "role", []), new IdentityModel("Cookies", "role", [new("sub", "7", "google")])])),
            Is.Null);

    private static StringValues? TextOf(IdentityModel[] user) => RequestUser.TextOf(PrincipalOf(user));

    private static ClaimsPrincipal PrincipalOf(IdentityModel[] user) => new(user.Select(identity => new ClaimsIdentity(
        identity.Claims.Select(claim => new Claim(claim.Type, claim.Value, ClaimValueTypes.String, claim.Issuer)),
        identity.Scheme,
        ClaimTypes.Name,
        identity.RoleType)));

    // The same for what is the same user, by other means than the digest.
    private static string MeaningOf(IdentityModel[] user) => string.Join('\n', new SortedSet<string>(
        user.Where(identity => identity.Scheme is { Length: > 0 } || identity.Claims.Length > 0).Select(MeaningOf), StringComparer.Ordinal));

    private static string MeaningOf(IdentityModel identity) => string.Join('\t', new SortedSet<string>(
        identity.Claims.Where(claim => claim.Type is not ("exp" or "jti")).Select(claim => $"{claim.Type}\v{claim.Value}\v{claim.Issuer}"),
        StringComparer.Ordinal)
        .Prepend($"{identity.Scheme ?? "none"}\v{identity.RoleType}"));

    private static T[] Shuffled<T>(T[] items, Random random)
    {
        T[] shuffled = [.. items];
        random.Shuffle(shuffled);
        return shuffled;
    }

    private sealed record ClaimModel(string Type, string Value, string Issuer);

    private sealed record IdentityModel(string? Scheme, string RoleType, ClaimModel[] Claims);

    private sealed class NamedIdentity(string name) : ClaimsIdentity("Windows")
    {
        public override string? Name => name;
    }
}
