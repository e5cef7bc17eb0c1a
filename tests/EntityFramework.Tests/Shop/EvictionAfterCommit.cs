using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CacheKit.EntityFramework.Tests.Shop;

// As in docs/transactions.md.
internal sealed class EvictionAfterCommit(ICache cache) : ISaveChangesInterceptor, IDbTransactionInterceptor
{
    private readonly HashSet<string> _tags = [];

    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        foreach (EntityEntry entry in eventData.Context!.ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
                _tags.UnionWith(TagsOf(entry));
        }

        return new(result);
    }

    // Without an explicit transaction, the change is committed at this point.
    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context!.Database.CurrentTransaction is null)
            await EvictAsync();
        return result;
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        EvictAsync();

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        _tags.Clear();
        return Task.CompletedTask;
    }

    // Eviction is asynchronous, so the synchronous methods are not supported.
    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        throw new NotSupportedException("Call SaveChangesAsync.");

    public InterceptionResult TransactionCommitting(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result) =>
        throw new NotSupportedException("Call CommitAsync.");

    // A row of an owned entity has the tag of its owner, and a row that joins two entities has the tags of both.
    private static IEnumerable<string> TagsOf(EntityEntry entry)
    {
        IEntityType type = entry.Metadata;
        return type.IsOwned() || type.IsPropertyBag
            ? type.GetForeignKeys().Select(key => Tag(key.PrincipalEntityType, key.Properties))
            : [Tag(type, type.FindPrimaryKey()!.Properties)];

        string Tag(IEntityType of, IReadOnlyList<IProperty> key)
        {
            while (of.FindOwnership() is { } ownership)
                of = ownership.PrincipalEntityType;
            IEnumerable<object?> values = key.Take(of.FindPrimaryKey()!.Properties.Count).Select(property => entry.Property(property).CurrentValue);
            return $"{of.ShortName().ToLowerInvariant()}:{string.Join(',', values)}";
        }
    }

    private async Task EvictAsync()
    {
        string[] changed = [.. _tags];
        _tags.Clear();
        foreach (string tag in changed)
            await cache.EvictAsync(tag);
    }
}
