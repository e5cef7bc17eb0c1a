using System.Transactions;
using CacheKit.EntityFramework.Tests.Shop;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.EntityFramework.Tests;

/// <summary>Entity Framework transactions, which are not ambient, as described in docs/transactions.md.</summary>
[TestFixture("Memory")]
[TestFixture("Redis")]
internal sealed class TransactionTests(string store) : ShopFixture(store)
{
    [Test]
    public async Task An_eviction_after_the_commit_takes_what_a_reader_cached_before_it()
    {
        await NameAsync();
        await RequestAsync(async services =>
        {
            ShopContext shop = services.GetRequiredService<ShopContext>();
            await using IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync();
            await shop.Products.Where(product => product.Id == 7).ExecuteUpdateAsync(update => update.SetProperty(product => product.Name, "new"));
            Assert.That(await NameAsync(), Is.EqualTo("old"));
            await transaction.CommitAsync();
            await services.GetRequiredService<ICache>().EvictAsync("product:7");
            return true;
        });
        Assert.That(await NameAsync(), Is.EqualTo("new"));
    }

    [Test]
    public async Task The_interceptor_evicts_what_a_transaction_has_changed_after_its_commit()
    {
        await NameAsync();
        await RequestAsync(async services =>
        {
            ShopContext shop = services.GetRequiredService<ShopContext>();
            await using IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync();
            await ChangeAsync(shop);

            // Another request reads; after an early eviction it would cache the old name again.
            Assert.That(await NameAsync(), Is.EqualTo("old"));
            await transaction.CommitAsync();
            return true;
        });
        Assert.That(await NameAsync(), Is.EqualTo("new"));
    }

    [Test]
    public async Task An_ambient_transaction_is_refused_on_SQLite_before_anything_is_evicted()
    {
        await NameAsync();
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            Assert.That(
                () => RequestAsync(async services =>
                {
                    await ChangeAsync(services.GetRequiredService<ShopContext>());
                    return true;
                }),
                Throws.InvalidOperationException.With.Message.Contains("AmbientTransactionWarning"));
        }

        Assert.That(await NameAsync(), Is.EqualTo("old"));
    }

    [TestCase("owned", new[] { "parcel:7" })]
    [TestCase("owned by an owned one", new[] { "parcel:7" })]
    [TestCase("joined", new[] { "parcel:7", "parcellabel:3" })]
    [TestCase("another key", new[] { "country:se" })]
    public async Task The_interceptor_evicts_by_the_keys_of_all_kinds_of_entities(string kind, string[] evicted)
    {
        string[] tags = ["parcel:7", "parcellabel:3", "country:se", "parcel:8"];
        await RequestAsync(async services =>
        {
            ShopContext shop = services.GetRequiredService<ShopContext>();
            var parcel = new Parcel { Id = 7 };
            shop.AddRange(parcel, new ParcelLabel { Id = 3 }, new Country { Code = "se" });
            await shop.SaveChangesAsync();

            ICache cache = services.GetRequiredService<ICache>();
            foreach (string tag in tags)
                await cache.SetAsync(tag, 1, new CacheEntryOptions { Tags = [tag] });
            if (kind == "owned")
                parcel.Size.Width = 5;
            else if (kind == "owned by an owned one")
                parcel.Size.Units.Add(new ParcelUnit { Name = "cm" });
            else if (kind == "joined")
                parcel.Labels.Add(await shop.Set<ParcelLabel>().SingleAsync());
            else
                (await shop.Countries.SingleAsync()).Name = "Sweden";
            await shop.SaveChangesAsync();

            IEnumerable<string> gone = tags.Except((await cache.GetManyAsync<int>(tags)).Keys);
            Assert.That(gone, Is.EquivalentTo(evicted));
            return true;
        });
    }

    [Test]
    public async Task The_interceptor_evicts_after_a_save_without_a_transaction()
    {
        await NameAsync();
        await RequestAsync(async services =>
        {
            await ChangeAsync(services.GetRequiredService<ShopContext>());
            return true;
        });
        Assert.That(await NameAsync(), Is.EqualTo("new"));
    }

    [Test]
    public async Task The_interceptor_evicts_nothing_after_a_rollback()
    {
        await NameAsync();
        await RequestAsync(async services =>
        {
            ShopContext shop = services.GetRequiredService<ShopContext>();
            await using (IDbContextTransaction transaction = await shop.Database.BeginTransactionAsync())
            {
                await ChangeAsync(shop);
                await transaction.RollbackAsync();
            }

            return true;
        });
        Assert.That(await NameAsync(), Is.EqualTo("old"));
        Assert.That(Turnstile.Used, Has.Count.EqualTo(1));
    }

    protected override void AddContext(IServiceCollection services) =>
        services.AddDbContext<ShopContext>(
            (services, options) =>
                options.UseSqlite(DataSource).AddInterceptors(new EvictionAfterCommit(services.GetRequiredService<ICache>())));

    private static async Task ChangeAsync(ShopContext shop)
    {
        Product product = await shop.Products.SingleAsync(product => product.Id == 7);
        product.Name = "new";
        await shop.SaveChangesAsync();
    }

    private Task<string?> NameAsync() => RequestAsync(services => services.GetRequiredService<ICatalog>().NameAsync(7));
}
