using System.Transactions;
using CacheKit;
using Microsoft.EntityFrameworkCore;

namespace Blog;

public sealed class EditArticleHandler(BlogContext context) : IHandler<EditArticle, bool>
{
    public async Task<bool> Handle(EditArticle message, CancellationToken cancellationToken)
    {
        using var transaction = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
        bool isEdited = await EditAsync(message, cancellationToken);
        transaction.Complete();
        return isEdited;
    }

    [CacheEvict(Tags = ["article:{message.Slug}"])]
    private async Task<bool> EditAsync(EditArticle message, CancellationToken cancellationToken) =>
        await context.Articles
            .Where(article => article.Slug == message.Slug)
            .ExecuteUpdateAsync(update => update.SetProperty(article => article.Title, message.Title), cancellationToken) == 1;
}
