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
