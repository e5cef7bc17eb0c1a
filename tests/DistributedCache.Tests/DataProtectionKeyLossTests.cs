using System.Security.Cryptography;
using CacheKit.Conformance;
using CacheKit.DistributedCache.Tests.Fakes;

namespace CacheKit.DistributedCache.Tests;

/// <summary>What a cache does to the keys of data protection that a store of files or a database does not.</summary>
[TestFixture]
internal sealed class DataProtectionKeyLossTests
{
    [Test]
    public async Task A_memory_with_a_size_limit_evicts_the_keys()
    {
        using var memory = new InMemoryBackend(new InMemoryBackendOptions { SizeLimit = 100_000 });
        using var node = new KeyNode(memory, "shop", TimeProvider.System);
        string text = node.Protect("a");

        // The memory keeps the entries that are read most often, and a node reads the keys only when it starts.
        await Poll.UntilAsync(async () =>
        {
            for (int i = 0; i < 1_000; i++)
                await node.Cache.GetOrCreateAsync($"page:{i % 20}", _ => new ValueTask<byte[]>(new byte[10_000]));
            using var later = new KeyNode(memory, "shop", TimeProvider.System);
            return IsLost(later, text);
        });
    }

    [Test]
    public void Keys_that_can_not_be_read_are_not_replaced_by_new_ones()
    {
        using var store = new SharedStore(TimeProvider.System);
        using var first = new KeyNode(store, "shop", TimeProvider.System);
        string text = first.Protect("a");
        int writes = store.Writes;
        store.IsDown = true;
        using (var during = new KeyNode(store, "shop", TimeProvider.System))
            Assert.That(() => during.Protect("b"), Throws.Exception);

        store.IsDown = false;
        using var later = new KeyNode(store, "shop", TimeProvider.System);
        Assert.That(later.Unprotect(text), Is.EqualTo("a"));
        Assert.That(store.Writes, Is.EqualTo(writes));
    }

    [Test]
    public void The_documentation_quotes_the_repository()
    {
        string root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));
        string code = File.ReadAllText(Path.Combine(root, "tests/DistributedCache.Tests/Samples/DistributedCacheXmlRepository.cs"));
        Assert.That(File.ReadAllText(Path.Combine(root, "docs/distributed-cache.md")), Does.Contain(code));
    }

    private static bool IsLost(KeyNode node, string text)
    {
        try
        {
            node.Unprotect(text);
            return false;
        }
        catch (CryptographicException)
        {
            return true;
        }
    }
}
