using CacheKit.Servers;

namespace CacheKit.Samples.Tests.Storefront;

[TestFixture]
internal sealed class StorefrontStartUpTests
{
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("cachekit-storefront-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(typeof(Registration), nameof(Registration.All))]
    public async Task It_runs_without_redis(Registration registration)
    {
        await using Application storefront = await StartAsync("--caching", registration.Name);
        using var visitor = new Visitor();
        await visitor.AddToBasketAsync(storefront, 1);

        WebAnswer basket = await visitor.GetAsync(storefront, "/Basket");

        Assert.That(basket.Basket, Is.EqualTo(new[] { 1 }));
        Assert.That(basket.Message, Is.EqualTo("Chair 1 is in your basket."));
        WebAnswer cached = await visitor.GetAsync(storefront, "/");
        Assert.That((await visitor.GetAsync(storefront, "/")).Body, Is.EqualTo(cached.Body));
    }

    [Test]
    public void An_unknown_registration_is_refused_with_the_known_ones() =>
        Assert.That(
            () => StartAsync("--caching", "other"),
            Throws.InvalidOperationException.With.Message.Contains("There is no caching 'other'. Use --caching microsoft or cachekit."));

    [Test]
    public void Only_Program_and_the_registration_name_CacheKit()
    {
        string folder = Sample.Folder("Storefront");
        string[] sources = [.. Directory.EnumerateFiles(folder, "*.cs*", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(folder, path).StartsWith("bin", StringComparison.Ordinal)
                && !Path.GetRelativePath(folder, path).StartsWith("obj", StringComparison.Ordinal)
                && Path.GetExtension(path) is ".cs" or ".cshtml")];
        Assert.That(sources, Has.Length.GreaterThan(10));

        string[] naming = [.. sources
            .Where(path => File.ReadAllText(path).Contains("CacheKit", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal)];
        Assert.That(naming, Is.EqualTo(new[] { "CacheKitCaching.cs", "Program.cs" }));

        string[] lines = [.. File.ReadLines(Path.Combine(folder, "Program.cs")).Where(line =>
            line.Contains("CacheKit", StringComparison.Ordinal) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal))];
        Assert.That(lines, Has.Length.EqualTo(1));
    }

    private Task<Application> StartAsync(params string[] arguments) => Application.StartAsync(
        Sample.Assembly("Storefront"), [.. arguments, "--ConnectionStrings:shop", $"Data Source={Path.Combine(_folder, "shop.db")}"]);
}
