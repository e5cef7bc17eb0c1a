using System.Net;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Samples.Tests.Storefront;

/// <summary>An app that knows only Microsoft's abstractions behaves alike with each registration, on two processes and one Redis.</summary>
[TestFixtureSource(typeof(Registration), nameof(Registration.All))]
internal sealed class StorefrontTests(Registration registration)
{
    private readonly List<Visitor> _visitors = [];
    private StorefrontNodes _nodes = null!;

    private Application One => _nodes.One;

    private Application Other => _nodes.Other;

    [OneTimeSetUp]
    public async Task StartNodes() => _nodes = await StorefrontNodes.StartPatientAsync(registration);

    [OneTimeTearDown]
    public async Task EndNodes() => await (_nodes?.DisposeAsync() ?? default);

    [TearDown]
    public void EndVisits()
    {
        _visitors.ForEach(visitor => visitor.Dispose());
        _visitors.Clear();
    }

    [Test]
    public async Task A_session_that_one_node_has_written_is_read_and_continued_by_the_other()
    {
        Visitor visitor = Arrive();
        await visitor.AddToBasketAsync(One, 1);
        Assert.That((await visitor.GetAsync(Other, "/Basket")).Basket, Is.EqualTo(new[] { 1 }));

        await visitor.AddToBasketAsync(Other, 2);
        Assert.That((await visitor.GetAsync(One, "/Basket")).Basket, Is.EqualTo(new[] { 1, 2 }));
        Assert.That((await Arrive().GetAsync(One, "/Basket")).Basket, Is.Empty);
    }

    [Test]
    public async Task The_restart_of_a_node_loses_no_session_no_sign_in_and_no_form()
    {
        Visitor visitor = Arrive();
        await visitor.AddToBasketAsync(Other, 1);
        await visitor.SignInAsync(Other);
        WebAnswer form = await visitor.GetAsync(Other, "/Products/2");

        await _nodes.RestartOtherAsync();

        Assert.That((await visitor.PostAsync(Other, "/Products/2", form.Token)).Status, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That((await visitor.GetAsync(Other, "/Basket")).Basket, Is.EqualTo(new[] { 1, 2 }));
        Assert.That((await visitor.GetAsync(Other, "/Prices")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_form_of_one_node_is_accepted_by_the_other()
    {
        Visitor visitor = Arrive();
        WebAnswer form = await visitor.GetAsync(One, "/Products/3");

        WebAnswer answer = await visitor.PostAsync(Other, "/Products/3", form.Token);

        Assert.That((answer.Status, answer.Location), Is.EqualTo((HttpStatusCode.Redirect, "/Basket")));
    }

    [Test]
    public async Task A_form_without_its_own_token_is_refused()
    {
        Visitor visitor = Arrive();
        string token = (await visitor.GetAsync(One, "/Products/4")).Token;
        string ofAnother = (await Arrive().GetAsync(One, "/Products/4")).Token;
        string forged = token[..^1] + (token[^1] == 'A' ? 'B' : 'A');
        string altered = (token[10] == 'A' ? 'B' : 'A') + token[1..];

        foreach (Application node in new[] { One, Other })
        {
            foreach (string? wrong in new[] { null, ofAnother, forged, altered })
                Assert.That((await visitor.PostAsync(node, "/Products/4", wrong)).Status, Is.EqualTo(HttpStatusCode.BadRequest), wrong);
        }

        Assert.That((await visitor.GetAsync(One, "/Basket")).Basket, Is.Empty);
    }

    [Test]
    public async Task A_message_for_the_next_page_is_shown_once_by_whichever_node_shows_it()
    {
        Visitor visitor = Arrive();
        await visitor.AddToBasketAsync(One, 5);

        Assert.That((await visitor.GetAsync(Other, "/Basket")).Message, Is.EqualTo("Chair 5 is in your basket."));
        Assert.That((await visitor.GetAsync(One, "/Basket")).Message, Is.Null);
        Assert.That((await visitor.GetAsync(Other, "/Basket")).Message, Is.Null);
    }

    [Test]
    public async Task A_sign_in_on_one_node_holds_on_the_other()
    {
        Visitor visitor = Arrive();
        WebAnswer refused = await visitor.GetAsync(Other, "/Prices");
        Assert.That(refused.Location, Does.Contain("/SignIn"));

        await visitor.SignInAsync(One);

        Assert.That((await visitor.GetAsync(Other, "/Prices")).Body, Does.Contain("Signed in as admin"));
    }

    [Test]
    public async Task A_page_is_made_once_for_both_nodes()
    {
        await EvictPagesAsync();
        WebAnswer page = await Arrive().GetAsync(One, "/");
        string list = (await Arrive().GetAsync(Other, "/api/products")).Body;

        Assert.That((await Arrive().GetAsync(Other, "/")).Body, Is.EqualTo(page.Body));
        Assert.That((await Arrive().GetAsync(One, "/")).Body, Is.EqualTo(page.Body));
        Assert.That((await Arrive().GetAsync(One, "/api/products")).Body, Is.EqualTo(list));
    }

    [Test]
    public async Task A_page_is_evicted_by_its_tag_on_both_nodes_before_the_change_is_answered([Values] bool ofAll)
    {
        Visitor admin = await ArriveSignedInAsync();
        foreach (Application node in new[] { One, Other })
            await Arrive().GetAsync(node, "/");
        WebAnswer old = await Arrive().GetAsync(One, "/");

        if (ofAll)
            await admin.ReducePricesAsync(One, 10);
        else
            await admin.ChangePriceAsync(One, 6, price: 600);

        WebAnswer changed = await Arrive().GetAsync(Other, "/");
        Assert.That(changed.MadeBy, Is.Not.EqualTo(old.MadeBy));
        Assert.That(changed.PriceOf(6), Is.Not.EqualTo(old.PriceOf(6)));
        Assert.That((await Arrive().GetAsync(One, "/")).Body, Is.EqualTo(changed.Body));
    }

    [Test]
    public async Task A_signed_in_user_gets_no_cached_page_and_leaves_none()
    {
        Visitor admin = await ArriveSignedInAsync();
        await EvictPagesAsync();
        WebAnswer own = await admin.GetAsync(One, "/");
        WebAnswer anonymous = await Arrive().GetAsync(Other, "/");
        WebAnswer again = await admin.GetAsync(Other, "/");

        Assert.That(own.Body, Does.Contain("Signed in as admin"));
        Assert.That(anonymous.Body, Does.Not.Contain("Signed in"));
        Assert.That(again.Body, Does.Contain("Signed in as admin"));
        Assert.That(new[] { own.MadeBy, anonymous.MadeBy, again.MadeBy }, Is.Unique);
        Assert.That((await Arrive().GetAsync(One, "/")).MadeBy, Is.EqualTo(anonymous.MadeBy));
    }

    [Test]
    public async Task A_response_that_sets_a_cookie_is_not_cached()
    {
        Visitor visitor = Arrive();
        foreach (int visit in new[] { 1, 3 })
        {
            Assert.That((await visitor.GetAsync(One, "/api/visits")).Body, Is.EqualTo($"{visit}"));
            Assert.That((await visitor.GetAsync(Other, "/api/visits")).Body, Is.EqualTo($"{visit + 1}"));
        }

        Assert.That((await Arrive().GetAsync(One, "/api/visits")).Body, Is.EqualTo("1"));
    }

    [Test]
    public async Task A_product_that_one_node_has_read_is_not_read_by_the_other()
    {
        long before = await _nodes.ReadsAsync();
        WebAnswer read = await Arrive().GetAsync(One, "/api/products/7");

        Assert.That((await Arrive().GetAsync(Other, "/api/products/7")).Body, Is.EqualTo(read.Body));
        Assert.That((await Arrive().GetAsync(One, "/api/products/7")).Body, Is.EqualTo(read.Body));
        Assert.That(await _nodes.ReadsAsync(), Is.EqualTo(before + 1));
    }

    [Test]
    public async Task Concurrent_requests_for_a_cold_product_read_it_as_often_as_promised()
    {
        long before = await _nodes.ReadsAsync();

        WebAnswer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => Arrive().GetAsync(i % 2 == 0 ? One : Other, "/api/products/8")));

        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(HttpStatusCode.OK));
        long reads = await _nodes.ReadsAsync() - before;
        Assert.That(reads, Is.InRange(1, registration.MostReadsOfColdProduct));
        Assert.That(answers.Select(answer => answer.Body).Distinct().Count(), Is.LessThanOrEqualTo(reads));
    }

    [Test]
    public async Task A_removed_product_is_read_again([Values] bool byTag)
    {
        int product = byTag ? 9 : 10;
        Visitor admin = await ArriveSignedInAsync();
        string path = $"/api/products/{product}";
        string old = (await Arrive().GetAsync(One, path)).Body;
        Assert.That((await Arrive().GetAsync(Other, path)).Body, Is.EqualTo(old));

        if (byTag)
            await admin.ReducePricesAsync(One, 50);
        else
            await admin.ChangePriceAsync(One, product, price: 700);

        string changed = (await Arrive().GetAsync(One, path)).Body;
        Assert.That(changed, Is.Not.EqualTo(old));
        if (registration.RemovalReachesOtherNodes)
            await Poll.UntilAsync(async () => (await Arrive().GetAsync(Other, path)).Body == changed);
        else
            Assert.That((await Arrive().GetAsync(Other, path)).Body, Is.EqualTo(old));
    }

    private Visitor Arrive()
    {
        var visitor = new Visitor();
        _visitors.Add(visitor);
        return visitor;
    }

    private async Task<Visitor> ArriveSignedInAsync()
    {
        Visitor visitor = Arrive();
        await visitor.SignInAsync(One);
        return visitor;
    }

    private async Task EvictPagesAsync() => await (await ArriveSignedInAsync()).ChangePriceAsync(One, 20, price: 500);
}
