using System.Text.RegularExpressions;
using CacheKit.Servers;

namespace CacheKit.EndToEnd.Tests;

/// <summary>The commands that a call of an element-wise function sends to Redis, counted by the server.</summary>
internal sealed class ElementTripTests
{
    private static readonly int[] _ids = [.. Enumerable.Range(0, 100)];

    private RedisServer _redis = null!;
    private RedisBackend _backend = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = await RedisServer.StartAsync();
        _backend = new RedisBackend(_redis.PatientConnectionString);
        Stocks.Loads.Clear();
    }

    [TearDown]
    public async Task End()
    {
        CacheManager.Reset();
        await _backend.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Test]
    public async Task A_hundred_elements_are_read_by_one_command()
    {
        CacheManager.Init(_backend, "elements", options => options.Store = new StoreOptions { Timeout = null });
        await Stocks.ListAsync(_ids);
        await _redis.SendAsync("CONFIG", "RESETSTAT");
        string[] stocks = await Stocks.ListAsync(_ids);
        Assert.That(stocks, Has.Length.EqualTo(100).And.Contains("stock 99"));
        Assert.That(await ReadsAsync(), Is.EqualTo("mget 1"));
        Assert.That(Stocks.Loads, Is.EqualTo(new[] { 100 }));
    }

    [Test]
    public async Task Their_tags_are_read_by_the_same_command()
    {
        CacheManager.Init(_backend, "elements", options => options.Store = new StoreOptions { Timeout = null });
        await Stocks.FindManyAsync(_ids);
        await _redis.SendAsync("CONFIG", "RESETSTAT");
        Assert.That(await Stocks.FindManyAsync(_ids), Has.Count.EqualTo(100));
        Assert.That(await ReadsAsync(), Is.EqualTo("mget 1"));

        await CacheManager.EvictAsync("stock:7");
        await Stocks.FindManyAsync(_ids);
        Assert.That(Stocks.Loads, Is.EqualTo(new[] { 100, 1 }));
    }

    [Test]
    public async Task A_store_that_is_down_has_the_function_run_once()
    {
        CacheManager.Init(_backend, "elements");
        await Stocks.ListAsync(1);
        _redis.Kill();
        Assert.That(await Stocks.ListAsync(_ids), Has.Length.EqualTo(100));
        Assert.That(Stocks.Loads, Is.EqualTo(new[] { 1, 100 }));
    }

    private async Task<string> ReadsAsync()
    {
        string statistics = await _redis.SendAsync("INFO", "commandstats") ?? "";
        return string.Join(", ", Regex.Matches(statistics, "cmdstat_(m?get):calls=([0-9]+)").Select(match => $"{match.Groups[1]} {match.Groups[2]}"));
    }
}
