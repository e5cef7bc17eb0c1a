using Microsoft.EntityFrameworkCore;

namespace Blog;

public sealed class BlogContext(DbContextOptions<BlogContext> options) : DbContext(options)
{
    public DbSet<Article> Articles => Set<Article>();
}
